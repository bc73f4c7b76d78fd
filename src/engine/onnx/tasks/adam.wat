;; Adam with moments that are not normalised (see adamScalars), four parameters at once and in place. Memory holds the
;; weights, then their first and second moments, then their gradients: each of $bytes bytes, a multiple of 16.
(module
  (import "js" "memory" (memory 0))
  (func (export "update")
    (param $bytes i32) (param $beta1 f32) (param $beta2 f32) (param $rate f32) (param $floor f32) (param $least f32)
    (local $w i32) (local $m i32) (local $v i32) (local $g i32)
    (local $x v128) (local $first v128) (local $second v128) (local $gradient v128)
    (local.set $m (local.get $bytes))
    (local.set $v (i32.add (local.get $m) (local.get $bytes)))
    (local.set $g (i32.add (local.get $v) (local.get $bytes)))
    (loop $next
      (local.set $gradient (v128.load (local.get $g)))
      ;; m = beta1 m + g
      (local.set $x
        (f32x4.add (f32x4.mul (v128.load (local.get $m)) (f32x4.splat (local.get $beta1))) (local.get $gradient)))
      (v128.store (local.get $m) (local.tee $first
        (v128.andnot (local.get $x) (f32x4.lt (v128.and (local.get $x) (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff)) (f32x4.splat (local.get $least))))))
      ;; v = beta2 v + g^2
      (local.set $x
        (f32x4.add
          (f32x4.mul (v128.load (local.get $v)) (f32x4.splat (local.get $beta2)))
          (f32x4.mul (local.get $gradient) (local.get $gradient))))
      (v128.store (local.get $v) (local.tee $second
        (v128.andnot (local.get $x) (f32x4.lt (local.get $x) (f32x4.splat (local.get $least))))))
      ;; w = w - rate m / (sqrt(v) + floor)
      (local.set $x
        (f32x4.sub
          (v128.load (local.get $w))
          (f32x4.mul
            (f32x4.div
              (local.get $first)
              (f32x4.add (f32x4.sqrt (local.get $second)) (f32x4.splat (local.get $floor))))
            (f32x4.splat (local.get $rate)))))
      (v128.store (local.get $w)
        (v128.andnot (local.get $x) (f32x4.lt (v128.and (local.get $x) (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff)) (f32x4.splat (local.get $least)))))
      (local.set $m (i32.add (local.get $m) (i32.const 16)))
      (local.set $v (i32.add (local.get $v) (i32.const 16)))
      (local.set $g (i32.add (local.get $g) (i32.const 16)))
      (br_if $next (i32.ne (local.tee $w (i32.add (local.get $w) (i32.const 16))) (local.get $bytes))))))
