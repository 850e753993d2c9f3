. "$root/tests/platforms/lib.sh"
. "$root/tests/platforms/pester-suite.sh"
pester_suite 5
