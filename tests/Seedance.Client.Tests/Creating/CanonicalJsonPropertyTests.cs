using System.Text.Json;
using CsCheck;
using Seedance.Creating;

namespace Seedance.Client.Tests.Creating;

/// <summary>Properties of the bytes that identify a request. A failure states the seed that repeats it.</summary>
public sealed class CanonicalJsonPropertyTests
{
    private const int Samples = 500;

    // Text that a reader may take for the end of a string or of a line.
    private static readonly Gen<string> Tricky =
        Gen.OneOf("}}\"", "\\\"", "{\"v\":1,\"event\":\"created\"", "\n", "\ud83d\udc31", "\u0000");

    internal static readonly Gen<string> Text = Gen.Frequency((3, Gen.String), (1, Tricky)).Array[1, 3]
        .Select(string.Concat).Where(ServiceText.IsWellFormed);

    private static readonly Gen<string> Name = Text.Where(t => !string.IsNullOrWhiteSpace(t));

    private static readonly Gen<object?> Scalar = Gen.OneOf(
        Gen.Const((object?)null),
        Gen.Bool.Select(b => (object?)b),
        Gen.Long.Select(n => (object?)n),
        Gen.Double[-1e12, 1e12].Select(n => (object?)n),
        Text.Select(t => (object?)t));

    private static readonly Gen<object?> Value = Gen.Frequency(
        (4, Scalar),
        (1, Scalar.Array[0, 4].Select(a => (object?)a)),
        (2, Gen.Select(Name, Gen.OneOf(Scalar, Scalar.Array[0, 3].Select(a => (object?)a))).Array[0, 5]
            .Select(fields => (object?)ToMap(fields))));

    private static readonly Gen<(string, object?)[]> Fields = Gen.Select(Name, Value).Array[0, 8];

    [Fact]
    public void Equal_requests_have_the_same_bytes_in_any_order_of_their_fields() =>
        Gen.Select(Fields, Name, Gen.Int).Sample((fields, prompt, seed) =>
        {
            var map = ToMap(fields);
            var request = new CreationRequest { Prompt = prompt, AdditionalProperties = map };
            var body = CreationBody.Of(request);
            var other = CreationBody.Of(request with
            {
                AdditionalProperties = (Dictionary<string, object?>)Reordered(map, new Random(seed))!,
            });
            Assert.Equal((body.Json, body.Sha256), (other.Json, other.Sha256));
        }, iter: Samples, threads: 1);

    [Fact]
    public void The_bytes_are_the_value_that_was_given() => Fields.Sample(fields =>
    {
        var map = ToMap(fields);
        using var json = JsonDocument.Parse(CanonicalJson.Write(map));
        AssertSame(map, json.RootElement);
    }, iter: Samples, threads: 1);

    [Fact]
    public void The_keys_of_a_run_do_not_depend_on_the_order_of_its_rows() =>
        Gen.Select(Gen.Int[4, 7].Array[1, 12], Gen.Int).Sample((seconds, seed) =>
        {
            var rows = seconds.Select(s => CreationBody.Of(new CreationRequest { Prompt = "a cat", DurationSec = s }))
                .ToArray();
            var keys = new CreationKeys();
            var expected = rows.Select(r => keys.Next(null, r, 1)).Order(StringComparer.Ordinal).ToArray();
            new Random(seed).Shuffle(rows);
            keys = new CreationKeys();
            Assert.Equal(expected, rows.Select(r => keys.Next(null, r, 1)).Order(StringComparer.Ordinal));
            Assert.Equal(rows.Length, expected.Distinct(StringComparer.Ordinal).Count());
        }, iter: Samples, threads: 1);

    private static Dictionary<string, object?> ToMap((string Name, object? Value)[] fields)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in fields) map[name] = value;
        return map;
    }

    private static object? Reordered(object? value, Random random)
    {
        if (value is not Dictionary<string, object?> map) return value;
        var fields = map.Select(f => (f.Key, Reordered(f.Value, random))).ToArray();
        random.Shuffle(fields);
        return ToMap(fields);
    }

    private static void AssertSame(object? expected, JsonElement actual)
    {
        switch (expected)
        {
            case Dictionary<string, object?> map:
                Assert.Equal(map.Count, actual.EnumerateObject().Count());
                foreach (var field in map) AssertSame(field.Value, actual.GetProperty(field.Key));
                break;
            case object?[] list:
                Assert.Equal(list.Length, actual.GetArrayLength());
                for (var i = 0; i < list.Length; i++) AssertSame(list[i], actual[i]);
                break;
            case string text:
                Assert.Equal(text, actual.GetString());
                break;
            case double number:
                Assert.Equal(number, actual.GetDouble());
                break;
            case long number:
                Assert.Equal(number, actual.GetInt64());
                break;
            case bool flag:
                Assert.Equal(flag, actual.GetBoolean());
                break;
            default:
                Assert.Equal(JsonValueKind.Null, actual.ValueKind);
                break;
        }
    }
}
