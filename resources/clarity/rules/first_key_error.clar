(define-constant ERR-FIRST-KEY-RESERVED (err u207))
