;; Quadratic: n keys stand for unit*(n-1)n(2n-1)/6 / divisor, rounded down.
(define-constant UNIT u$unit)
(define-constant DIVISOR u$divisor)

(define-private (integral (n uint))
  (if (is-eq n u0)
    u0
    (/ (* UNIT (/ (* (- n u1) n (- (* u2 n) u1)) u6)) DIVISOR)
  )
)
