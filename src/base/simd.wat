(module
  (import "js" "memory" (memory 0))
  ;; Adds $a times the numbers from 0 to $bytes to those from $there on.
  (func (export "addTimes") (param $a f32) (param $there i32) (param $bytes i32)
    (local $at i32)
    (loop $next
      (v128.store (i32.add (local.get $there) (local.get $at))
        (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $a)) (v128.load (local.get $at)))
          (v128.load (i32.add (local.get $there) (local.get $at)))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $bytes)))))
  ;; Makes the numbers of the first $bytes $a times what they are; 0 is added, so that none is -0.
  (func (export "times") (param $a f32) (param $bytes i32)
    (local $at i32)
    (loop $next
      (v128.store (local.get $at)
        (f32x4.add
          (f32x4.mul (f32x4.splat (local.get $a)) (v128.load (local.get $at)))
          (v128.const f32x4 0 0 0 0)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $bytes)))))
  ;; Whether all numbers of the first $bytes are from $low to $high.
  (func (export "inside") (param $low f32) (param $high f32) (param $bytes i32) (result i32)
    (local $at i32) (local $x v128) (local $right v128)
    (local.set $right (v128.const i32x4 -1 -1 -1 -1))
    (loop $next
      (local.set $x (v128.load (local.get $at)))
      (local.set $right
        (v128.and (local.get $right)
          (v128.and
            (f32x4.ge (local.get $x) (f32x4.splat (local.get $low)))
            (f32x4.le (local.get $x) (f32x4.splat (local.get $high))))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $bytes))))
    (i32x4.all_true (local.get $right)))
  ;; A row of uniform noise, as fillNoise of random.ts says it, four hashes at once: eight numbers. What is written beyond $end, up
  ;; to seven numbers, means nothing. Level k is ((k + 0.5) / 32768 - 1), which is (2 k - 65535) / 65536; $unit is eps / 65536. How it
  ;; is made stands here twice, since a call takes as long.
  (func (export "noise")
    (param $at i32) (param $end i32) (param $counter i32) (param $second i32) (param $unit f64)
    (local $counters v128) (local $h v128) (local $k v128)
    (local.set $counters (i32x4.add (i32x4.splat (local.get $counter)) (v128.const i32x4 0 1 2 3)))
    (loop $next
      (local.set $h (v128.xor (local.get $counters) (i32x4.shr_u (local.get $counters) (i32.const 16))))
      (local.set $h
        (v128.xor (i32x4.mul (local.get $h) (v128.const i32x4 0x21f0aaad 0x21f0aaad 0x21f0aaad 0x21f0aaad))
          (i32x4.splat (local.get $second))))
      (local.set $h (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 15))))
      (local.set $h (i32x4.mul (local.get $h) (v128.const i32x4 0x735a2d97 0x735a2d97 0x735a2d97 0x735a2d97)))
      (local.set $h (v128.xor (local.get $h) (i32x4.shr_u (local.get $h) (i32.const 15))))
      ;; The upper half of each hash comes first.
      (local.set $h (v128.or (i32x4.shr_u (local.get $h) (i32.const 16)) (i32x4.shl (local.get $h) (i32.const 16))))
      (local.set $k (i32x4.extend_low_i16x8_u (local.get $h)))
      (local.set $k (i32x4.sub (i32x4.shl (local.get $k) (i32.const 1)) (v128.const i32x4 65535 65535 65535 65535)))
      (v128.store (local.get $at)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (f64x2.mul (f64x2.convert_low_i32x4_s (local.get $k)) (f64x2.splat (local.get $unit))))
          (f32x4.demote_f64x2_zero
            (f64x2.mul
              (f64x2.convert_low_i32x4_s
                (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $k) (local.get $k)))
              (f64x2.splat (local.get $unit))))))
      (local.set $k (i32x4.extend_high_i16x8_u (local.get $h)))
      (local.set $k (i32x4.sub (i32x4.shl (local.get $k) (i32.const 1)) (v128.const i32x4 65535 65535 65535 65535)))
      (v128.store offset=16 (local.get $at)
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
          (f32x4.demote_f64x2_zero (f64x2.mul (f64x2.convert_low_i32x4_s (local.get $k)) (f64x2.splat (local.get $unit))))
          (f32x4.demote_f64x2_zero
            (f64x2.mul
              (f64x2.convert_low_i32x4_s
                (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $k) (local.get $k)))
              (f64x2.splat (local.get $unit))))))
      (local.set $counters (i32x4.add (local.get $counters) (v128.const i32x4 4 4 4 4)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))))
