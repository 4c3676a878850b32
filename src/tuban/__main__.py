"""``python -m tuban`` is the same as the command ``tuban``."""

from tuban.cli import main

if __name__ == "__main__":
    main()
