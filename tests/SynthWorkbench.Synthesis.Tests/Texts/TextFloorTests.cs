using System.Text.RegularExpressions;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Texts;

/// <summary>The floor as a law: every span of a drawn text that stands in the training column stands in as many rows as the floor. Judged by brute force, by a reader of its own.</summary>
public sealed partial class TextFloorTests
{
    [Theory]
    [InlineData(2, true)]
    [InlineData(10, true)]
    [InlineData(10, false)]
    [InlineData(40, true)]
    public void No_span_of_any_length_that_fewer_rows_have_is_written(int floor, bool replace)
    {
        var train = TextTables.Offers(3000, 1);
        var drawn = TextTables.Draw(TextTables.Fit(train, TextTables.Recipe(floor, replace, rows: 6000)));
        Assert.True(TextTables.Texts(drawn, "title").Distinct().Count() > 100, "The texts are more than a few.");
        Holds(TextTables.Texts(train, "title"), TextTables.Texts(drawn, "title"), floor);
    }

    [Fact]
    public void Long_texts_with_repeated_parts_and_odd_marks_keep_the_floor()
    {
        string[] parts = ["Dear  Sir,\r\n\r\nthank you!!", "thank   you!", "(see e-mail)…", "☂️ umbrella", "COSY flat", "Cosy FLAT", "cosy flat.", "naïve café – 50 %", "東京 room", "a a a a a a", "x=y; z", "don't"];
        var random = new Numerics.Random.RandomStream(3, 3);
        string?[] texts = new string?[600];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = i % 50 == 0 ? null : string.Join(i % 3 == 0 ? "\n" : " ", Enumerable.Range(0, 1 + i % 30).Select(_ => parts[random.NextInt32(parts.Length)]));
        var train = new Table([TextTables.Label("g", [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? "p" : "q")]), TextTables.Text("title", texts)]);
        var drawn = TextTables.Draw(TextTables.Fit(train, TextTables.Recipe(5, rows: 1000)));
        Holds(TextTables.Texts(train, "title"), TextTables.Texts(drawn, "title"), 5);
    }

    [Fact]
    public void Titles_of_London_keep_the_floor()
    {
        string? path = SharedData.TryPath("data/airbnb_london_text/london.csv");
        Assert.SkipWhen(path is null, "shared/data/airbnb_london_text is not there.");
        var train = TableReader.ReadAll(path).Slice(0, 20_000).Select(["host_name", "title", "room_type", "neighbourhood", "price"]);
        var drawn = TextTables.Draw(TextTables.Fit(train, TextTables.Recipe(10, rows: 10_000) with { Engine = "copula" }));
        Holds(TextTables.Texts(train, "title"), TextTables.Texts(drawn, "title"), 10);
    }

    private static void Holds(string[] train, string[] drawn, int floor)
    {
        foreach (var (view, parts) in new (string, Func<string, string[]>)[]
        {
            ("words and marks, any case", t => [.. Token().Matches(t).Select(m => m.Value.ToLowerInvariant())]),
            ("words and marks as written", t => [.. Token().Matches(t).Select(m => m.Value)]),
            ("words alone", t => [.. Token().Matches(t).Select(m => m.Value).Where(v => char.IsLetterOrDigit(v[0]) && v[0] is not (>= '\u2E80' and <= '\u9FFF')).Select(v => v.ToLowerInvariant())]),
        })
        {
            var rows = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (string text in train)
            {
                foreach (string span in Spans(parts(text)).Distinct(StringComparer.Ordinal))
                    rows[span] = rows.GetValueOrDefault(span) + 1;
            }

            foreach (string text in drawn)
            {
                string? leak = Spans(parts(text)).FirstOrDefault(span => rows.TryGetValue(span, out int n) && n < floor);
                Assert.True(leak is null, $"{view}: '{leak?.Replace('\u0001', ' ')}' in '{text}' stands in fewer than {floor} rows.");
            }
        }
    }

    private static IEnumerable<string> Spans(string[] tokens)
    {
        for (int from = 0; from < tokens.Length; from++)
        {
            for (int to = from; to < tokens.Length; to++)
                yield return string.Join('\u0001', tokens[from..(to + 1)]);
        }
    }

    /// <summary>A line break is a mark of its own; an ideograph is; a run of one mark is one.</summary>
    [GeneratedRegex(@"[\u2E80-\u9FFF\uF900-\uFAFF]|[\p{L}\p{Nd}\p{Mn}\p{Mc}-[\u2E80-\u9FFF\uF900-\uFAFF\uFE00-\uFE0F]]+|\n|[\uD800-\uDBFF][\uDC00-\uDFFF][\uFE00-\uFE0F\u200D]*|(?<mark>[^\s\p{L}\p{Nd}])\k<mark>*[\uFE00-\uFE0F\u200D]*", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Token();
}
