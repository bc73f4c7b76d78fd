"""A network on JAX, jitted."""
import functools
import sys

import jax
import jax.numpy as jnp
from answering import answer

inputs, depth, width, batch_size = map(int, sys.argv[1:])
sizes = [inputs] + [width] * depth + [inputs]
keys = jax.random.split(jax.random.key(1), len(sizes))
weights = [
    (jax.random.uniform(key, (a, b), minval=-(a**-0.5), maxval=a**-0.5), jnp.zeros(b))
    for key, a, b in zip(keys, sizes, sizes[1:])
]
zeros = jax.tree.map(jnp.zeros_like, weights)
data = jax.random.uniform(keys[-1], (10_000, inputs), minval=-1, maxval=1)


def f(weights, x):
    for w, b in weights[:-1]:
        x = jax.nn.relu(x @ w + b)
    w, b = weights[-1]
    return jnp.tanh(x @ w + b)


@functools.partial(jax.jit, donate_argnums=(0, 1, 2))
def update(weights, first, second, t, key):
    batch = data[jax.random.randint(key, (batch_size,), 0, 10_000)]
    loss, gradient = jax.value_and_grad(lambda w: ((f(w, batch) - batch) ** 2).mean())(weights)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    rate = 1e-4 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-8), weights, first, second)
    return weights, first, second, loss


@jax.jit
def next_of(weights, state, key):
    noise = jax.random.uniform(key, state.shape, minval=-0.01, maxval=0.01)
    return jnp.clip(f(weights, state) + noise, -1, 1)


training = [weights, zeros, jax.tree.map(jnp.copy, zeros)]
count = 0


def step():
    global training, count
    count += 1
    *training, loss = update(*training, count, jax.random.key(count))
    float(loss)


def sampling(chains):
    state = jax.random.uniform(keys[0], (chains, inputs), minval=-1, maxval=1)

    def sample():
        nonlocal state
        global count
        count += 1
        state = next_of(training[0], state, jax.random.key(count)).block_until_ready()

    return sample


def product(m, k, n):
    a, b = jax.random.uniform(keys[0], (m, k)) - 0.5, jax.random.uniform(keys[1], (k, n)) - 0.5
    multiply = jax.jit(jnp.matmul)
    return lambda: multiply(a, b).block_until_ready()


answer(jax.__version__, {"train": lambda: step, "sample": sampling, "product": product})
