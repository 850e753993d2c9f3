using System.Text.Json.Nodes;
using CsCheck;
using Seedance.Pack;

namespace Seedance.PowerShell.Tests.Packaging;

/// <summary>The bill of materials does not depend on what the tool decides anew each time.</summary>
public sealed class SbomTests
{
    [Fact]
    public void Lists_in_any_order_give_the_same_document() => Gen.Int[0, 20].Array[0, 12].Sample(numbers =>
    {
        var items = numbers.Select(n => $$"""{"name":"p{{n}}","files":["b{{n}}","a"]}""").ToArray();
        var reversed = items.Reverse();

        var document = Sbom.Reproducible($$"""{"packages":[{{string.Join(',', items)}}],"v":1}""");

        Assert.Equal(document, Sbom.Reproducible($$"""{"packages":[{{string.Join(',', reversed)}}],"v":1}"""));
        Assert.Equal(
            numbers.Select(n => $"p{n}").Order(StringComparer.Ordinal),
            JsonNode.Parse(document)!["packages"]!.AsArray().Select(p => (string)p!["name"]!)
                .Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Random_tags_are_removed() => Assert.Equal(
        "\"pkg:swid/x@1\"\n",
        Sbom.Reproducible("\"pkg:swid/x@1?tag_id=08d90802-b795-46e4-bf38-19b408fc2c69\""));
}
