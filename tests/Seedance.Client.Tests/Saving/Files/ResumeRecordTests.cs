using System.Text;
using Seedance.Saving.Download;
using Seedance.Saving.Files;

namespace Seedance.Client.Tests.Saving.Files;

/// <summary>An invalid record counts as missing.</summary>
public sealed class ResumeRecordTests
{
    private const string Valid =
        """{"format":1,"task":"a","length":200,"etag":"\"x\"","lastModified":"Mon, """
        + """30 Mar 2026 02:12:04 GMT","digests":{"md5":"AAAAAAAAAAAAAAAAAAAAAA=="},"done":[[0,100],[150,200]]}""";

    [Fact]
    public void Read_of_a_valid_record_returns_it()
    {
        var record = Read(Valid)!;
        Assert.Equal("a", record.TaskId);
        Assert.Equal(200, record.Version.Length);
        Assert.Equal("\"x\"", record.Version.ETag);
        Assert.Equal([new ByteRange(0, 100), new ByteRange(150, 200)], record.Done);
        Assert.Equal(
            Encoding.UTF8.GetString(record.Write()),
            Encoding.UTF8.GetString(Read(Encoding.UTF8.GetString(record.Write()))!.Write()));
    }

    [Theory]
    [InlineData("\"\\\"x\\\"\"", "\"W/\\\"x\\\"\"")]
    [InlineData("\"\\\"x\\\"\"", "\"*\"")]
    [InlineData("\"\\\"x\\\"\"", "null")]
    [InlineData("\"\\\"x\\\"\"", "\"\\\"x\\\"\\r\\nHost: b\"")]
    [InlineData("\"AAAAAAAAAAAAAAAAAAAAAA==\"", "null")]
    [InlineData("\"AAAAAAAAAAAAAAAAAAAAAA==\"", "7")]
    [InlineData("\"Mon, 30 Mar 2026 02:12:04 GMT\"", "null")]
    [InlineData("\"task\":\"a\"", "\"task\":null")]
    [InlineData("200,\"etag\"", "null,\"etag\"")]
    [InlineData("200,\"etag\"", "-1,\"etag\"")]
    [InlineData("[0,100]", "null")]
    [InlineData("[0,100]", "[0]")]
    [InlineData("[0,100]", "[0,1e99]")]
    [InlineData("[0,100]", "[-5,100]")]
    [InlineData("[[0,100],[150,200]]", "null")]
    [InlineData("\"format\":1", "\"format\":2")]
    [InlineData("\"a\"", "\"\\ud800\"")]
    public void Read_of_an_invalid_record_returns_null(string part, string replacement)
    {
        var odd = Valid.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Valid, odd);
        Assert.Null(Read(odd));
    }

    [Fact]
    public void Read_of_damaged_records_never_throws()
    {
        var random = new Random(20260330);
        string[] fragments = ["null", "{}", "[]", "\"\"", "-1", "1e400", "true", "\\u0000", "\"", "}", "]", ","];
        for (var i = 0; i < 20_000; i++)
        {
            var start = random.Next(Valid.Length);
            var damaged = Valid.Remove(start, random.Next(Math.Min(12, Valid.Length - start)))
                .Insert(start, fragments[random.Next(fragments.Length)]);
            Read(damaged)?.Version.Condition?.ToString();
        }
    }

    private static ResumeRecord? Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return ResumeRecord.Read(stream);
    }
}
