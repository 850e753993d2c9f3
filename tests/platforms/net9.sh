. "$root/tests/platforms/lib.sh"
. "$root/tests/platforms/dotnet-runtime.sh"
client_tests_on 9
