using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Tests.Faults;

public sealed class ErrorCategoryTests
{
    // The module as it was built, not a copy that the tests were compiled against.
    private static readonly Assembly Client =
        Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(Engine.ModulePath)!, "Core", "Seedance.Client.dll"));

    [Fact]
    public void Every_failure_has_a_category_that_PowerShell_knows()
    {
        var ruleOf = Client.GetType("Seedance.FailureTable", throwOnError: true)!.GetMethod("RuleOf")!;
        var failures = Enum.GetValues(Client.GetType("Seedance.Failure", throwOnError: true)!);
        Assert.NotEmpty(failures);
        foreach (var failure in failures)
        {
            var rule = new PSObject(ruleOf.Invoke(null, [failure])!);
            Assert.True(Enum.TryParse<ErrorCategory>((string)rule.Properties["Category"].Value, out var category), $"{failure}: no such category");
            Assert.NotEqual(ErrorCategory.NotSpecified, category);
        }
    }
}
