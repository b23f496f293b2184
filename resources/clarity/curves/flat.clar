;; Flat: n keys stand for n times the price.
(define-constant PRICE u$price)

(define-private (integral (n uint))
  (* n PRICE)
)
