"""`python -m benchmarks` measures with one thread for products: cores differ between machines."""

import os
import sys

# numpy counts its threads when it is loaded, so before everything else
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

from benchmarks.running import main

if __name__ == "__main__":
    sys.exit(main())
