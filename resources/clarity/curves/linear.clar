;; Linear: n keys stand for base*n + slope*n(n-1)/2.
(define-constant BASE u$base)
(define-constant SLOPE u$slope)

(define-private (integral (n uint))
  (if (is-eq n u0)
    u0
    (+ (* n BASE) (* SLOPE (/ (* n (- n u1)) u2)))
  )
)
