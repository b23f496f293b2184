;; Stepped: keys up to the end of each band cost the band's price each.
(define-constant BANDS (list
$bands
))

(define-private (integral (n uint))
  (get total (fold add-band BANDS { keys: n, start: u0, total: u0 }))
)

(define-private (add-band
    (band { up-to: uint, price: uint })
    (sum { keys: uint, start: uint, total: uint })
  )
  (let ((end (if (< (get keys sum) (get up-to band)) (get keys sum) (get up-to band))))
    {
      keys: (get keys sum),
      start: end,
      total: (+ (get total sum) (* (- end (get start sum)) (get price band))),
    }
  )
)
