using Seedance.Creating;

namespace Seedance.Client.Tests.Creating;

/// <summary>The request: its rules, its canonical bytes and its estimated cost.</summary>
public sealed class CreationBodyTests
{
    private static readonly CreationRequest Valid = new() { Prompt = "a cat" };

    [Fact]
    public void Json_of_a_prompt_has_the_documented_defaults() => Assert.Equal(
        """{"aspect_ratio":"16:9","duration":5,"model":"seedance_2_0_pro","prompt":"a cat"}""",
        CreationBody.Of(Valid).Json);

    [Fact]
    public void Sha256_of_explicit_defaults_equals_that_of_omitted_ones() => Assert.Equal(
        CreationBody.Of(Valid).Sha256,
        CreationBody.Of(
            Valid with { Model = " seedance_2_0_pro ", DurationSec = 5, AspectRatio = "16:9", LastImage = "" }).Sha256);

    [Fact]
    public void Json_of_all_fields_has_the_names_of_the_service()
    {
        var body = CreationBody.Of(Valid with
        {
            Model = "seedance_2_0",
            ReferenceImages = ["https://h/1.png"],
            ReferenceVideos = ["asset://v"],
            ReferenceAudios = ["https://h/a.mp3"],
            GenerateAudio = false,
            AdditionalProperties = new Dictionary<string,
                object?>
            { ["seed"] = 7L, ["z"] = new Dictionary<string, object?> { ["b"] = null, ["a"] = 1.5 } },
        });
        Assert.Equal(
            """
                {"aspect_ratio":"16:9","duration":5,"generateAudio":false,"model":"seedance_2_0","prompt":"a cat",
                "referenceAudios":["https://h/a.mp3"],"referenceImages":["https://h/1.png"],
                "referenceVideos":["asset://v"],
                "seed":7,"z":{"a":1.5,"b":null}}
                """.ReplaceLineEndings(""),
            body.Json);
        Assert.True(body.HasReferenceVideos);
    }

    [Fact]
    public void Json_escapes_only_what_must_be_escaped() => Assert.Contains(
        "\"一只猫 \U0001F600 \\\"x\\\" \\\\ \\n\\u0001 <&'\"", CreationBody
            .Of(Valid with { Prompt = "一只猫 \U0001F600 \"x\" \\ \n\u0001 <&'" }).Json, StringComparison.Ordinal);

    [Fact]
    public void An_additional_property_replaces_a_field_and_its_duration_is_in_the_quote()
    {
        var body = CreationBody
            .Of(Valid with { AdditionalProperties = new Dictionary<string, object?> { ["duration"] = 15 } });
        Assert.Contains("\"duration\":15", body.Json, StringComparison.Ordinal);
        Assert.Equal(15, body.DurationSec);
    }

    [Fact]
    public void All_problems_of_a_request_are_in_one_error()
    {
        var error = Assert.Throws<SeedanceException>(() => CreationBody.Of(
            new CreationRequest
            {
                Prompt = " ",
                DurationSec = 3,
                AspectRatio = "2:1",
                LastImage = "C:\\pictures\\cat.png",
                ReferenceAudios = ["a.mp3"],
                Model = "seedance_2_0_fast",
                AdditionalProperties = new Dictionary<string, object?> { ["x"] = new object() },
            },
            "row 7"));
        Assert.Equal(Failure.RequestInvalid, error.Failure);
        Assert.Equal("row 7", error.TaskId);
        Assert.All(
            ["'row 7' was not sent", "prompt is empty", "3 s, not 4 to 15", "2:1", "last image needs a first image",
                "exclude references",
                "seedance_2_0_fast needs a reference video",
                    "'C:\\pictures\\cat.png' is a local path: publish it first", "'a.mp3' is a local path",
                "'x' has a value of type Object"],
            text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://h/cat.png", true)]
    [InlineData("http://h/cat.png?X-Tos-Signature=abc", true)]
    [InlineData("asset://asset-123", true)]
    [InlineData("asset://", false)]
    [InlineData("/home/me/cat.png", false)]
    [InlineData("./cat.png", false)]
    [InlineData("file:///home/me/cat.png", false)]
    [InlineData("ftp://h/cat.png", false)]
    [InlineData("data:image/png;base64,AAAA", false)]
    public void An_image_is_a_public_url_or_an_asset(string image, bool isValid) =>
        Assert.Equal(isValid, CreationRequestRules.FindProblems(Valid with { FirstImage = image }).Count == 0);

    [Theory]
    [InlineData(9, 3, 3, 0)]
    [InlineData(10, 4, 4, 3)]
    public void Too_many_references_are_problems(int images, int videos, int audios, int problems)
    {
        static string[] Urls(int count) => [.. Enumerable.Range(0, count).Select(i => $"https://h/{i}")];
        var request =
            Valid with
            {
                ReferenceImages = Urls(images),
                ReferenceVideos = Urls(videos),
                ReferenceAudios =
            Urls(audios)
            };
        Assert.Equal(problems, CreationRequestRules.FindProblems(request).Count);
    }

    [Theory]
    [InlineData("seedance_2_0", false)]
    [InlineData("seedance_2_0_fast", false)]
    [InlineData("seedance_2_0_pro", true)]
    [InlineData("seedance_2_0_fast_pro", true)]
    [InlineData("seedance_3", true)]
    public void Models_that_are_not_pro_need_a_reference_video(string model, bool isValidWithout)
    {
        Assert.Equal(isValidWithout, CreationRequestRules.FindProblems(Valid with { Model = model }).Count == 0);
        Assert.Empty(
            CreationRequestRules.FindProblems(Valid with { Model = model, ReferenceVideos = ["https://h/v.mp4"] }));
    }

    [Theory]
    [InlineData(1280 * 720, 5, 108_900)]
    [InlineData(864 * 496, 4, 40_594)]
    [InlineData(1280 * 720, 15, 324_900)]
    public void TokensOf_gives_the_documented_tokens(long pixels, int seconds, long tokens) =>
        Assert.Equal(tokens, TokenQuote.TokensOf(pixels, seconds));

    [Fact]
    public void Quote_assumes_720p_and_states_its_assumptions()
    {
        var quote = TokenQuote.For(CreationBody.Of(Valid with { ReferenceVideos = ["https://h/v.mp4"] }), null);
        Assert.Equal(new TokenQuote(108_900, 1280 * 720, IsMeasured: false, HasUnknownPart: true), quote);
    }

    [Fact]
    public void Next_same_input_gives_same_keys_and_each_repetition_a_new_one()
    {
        var (body, other) = (CreationBody.Of(Valid), CreationBody.Of(Valid with { DurationSec = 6 }));
        static string[] Keys(params (string? Key, CreationBody Body)[] rows)
        {
            var keys = new CreationKeys();
            return [.. rows.Select(r => keys.Next(r.Key, r.Body, 1))];
        }

        var keys = Keys((null, body), (null, other), ("mine", body), (null, body));
        Assert.Equal(keys, Keys((null, body), (null, other), ("mine", body), (null, body)));
        Assert.Equal([$"{body.Sha256[..16]}-1", $"{other.Sha256[..16]}-1", "mine", $"{body.Sha256[..16]}-2"], keys);
        Assert.Equal(["a", "a#2"], [new CreationKeys().Next("a", body, 1), new CreationKeys().Next("a", body, 2)]);
    }
}
