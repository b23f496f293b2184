;; Constant product: n keys stand for quote*n/(keys-n), rounded up.
(define-constant VIRTUAL-QUOTE u$virtual_quote)
(define-constant VIRTUAL-KEYS u$virtual_keys)

(define-private (integral (n uint))
  (/ (+ (* VIRTUAL-QUOTE n) (- VIRTUAL-KEYS n u1)) (- VIRTUAL-KEYS n))
)
