using Bunit;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Web.Components.Review;
using Xunit;

namespace SynthWorkbench.Web.Tests.Review;

public sealed class ItemViewTests : BunitContext
{
    [Theory]
    [InlineData("The quick brown fox", "0-3;4-9;4-9;6-12")]
    [InlineData("abc", "0-3")]
    [InlineData("abc", "1-99;-5-2")]
    [InlineData("abc", "")]
    [InlineData("", "0-3")]
    [InlineData("שלום עולם", "0-4;2-7")]
    [InlineData("a😀b😀c", "2-4;0-5")]
    public void Segments_make_up_the_whole_text_and_never_split_a_character(string text, string spans)
    {
        var marked = spans.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(s => s.LastIndexOf('-') is var at ? new MarkedSpan("t", int.Parse(s[..at]), int.Parse(s[(at + 1)..]), "x") : null!).ToList();
        var view = Text(text, [.. marked]);
        Assert.Equal(text, view.Find("[data-field]").TextContent);
        Assert.All(view.FindAll("mark"), m => Assert.False(char.IsLowSurrogate(m.TextContent[0]) || char.IsHighSurrogate(m.TextContent[^1])));
    }

    [Fact]
    public void Where_passages_overlap_each_is_named_and_numbered_at_its_end()
    {
        var marks = Text("The quick brown fox", new MarkedSpan("t", 0, 9, "accuracy", "minor"), new MarkedSpan("t", 4, 15, "style", "major")).FindAll("mark");
        Assert.Equal(["The ", "quick", " brown"], marks.Select(m => m.TextContent));
        Assert.Equal(["accuracy, minor", "accuracy, minor; style, major", "style, major"], marks.Select(m => m.GetAttribute("title")));
        Assert.Equal([null, "1", "2"], marks.Select(m => m.GetAttribute("data-ends")));
        Assert.All(marks, m => Assert.Equal("0", m.GetAttribute("tabindex")));
    }

    [Fact]
    public void A_text_is_shown_as_text_whatever_it_holds()
    {
        const string Hostile = "<script>alert(1)</script>\n  & \"quoted\" ‮";
        var view = Text(Hostile, new MarkedSpan("t", 0, 8, "x"));
        Assert.Empty(view.FindAll("script"));
        Assert.Equal(Hostile, view.Find("[data-field=t]").TextContent);
        Assert.Equal("auto", view.Find("[data-field=t]").GetAttribute("dir"));
    }

    [Fact]
    public void A_long_text_is_cut_at_its_marks_alone()
    {
        string text = new('x', 1_000_000);
        Assert.Equal([10, 10, 999_980], Text(text, new MarkedSpan("t", 10, 20, "x")).Find("[data-field]").ChildNodes.Select(n => n.TextContent.Length));
        Assert.Single(Text(text).Find("[data-field]").ChildNodes);
    }

    [Fact]
    public void A_turn_of_many_lines_is_joined_once()
    {
        string words = string.Join('\n', Enumerable.Repeat("word", 200_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var item = Item(false, new ItemField("talk", "Agent: " + words, FieldKind.Transcript));
        Assert.Equal(words, item.Find(".words").TextContent);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void Mixed_scripts_keep_their_own_direction()
    {
        const string Mixed = "المريض took 5 mg ב-3 ימים <b>bold</b>";
        var item = Item(false, new("שם", Mixed), new("note", Mixed, FieldKind.Text), new("talk", "דנה: " + Mixed, FieldKind.Transcript));
        Assert.Empty(item.FindAll("b"));
        Assert.All(new[] { item.Find("dt"), item.Find(".value"), item.Find("[data-field]"), item.Find(".words") }, e => Assert.Equal("auto", e.GetAttribute("dir")));
        Assert.Equal([Mixed, Mixed, Mixed], new[] { ".value", "[data-field]", ".words" }.Select(c => item.Find(c).TextContent));
    }

    [Fact]
    public void Changed_marks_are_shown()
    {
        var view = Text("abcdef", new MarkedSpan("t", 0, 2, "x"));
        view.Render(p => p.Add(s => s.Spans, [new MarkedSpan("t", 3, 5, "x")]));
        Assert.Equal("de", view.Find("mark").TextContent);
        view.Render(p => p.Add(s => s.Text, "123456"));
        Assert.Equal("45", view.Find("mark").TextContent);
    }

    [Fact]
    public void A_record_is_read_by_groups_with_units_and_missing_values_said()
    {
        var item = Item(true, new("age", "4", Group: "Person", Unit: "years", Bits: 9, Why: "Few retire at this age."), new("<b>name</b>", "<i>x</i>", Group: "Person"), new("stay", null, Group: "Visit", Bits: 0));
        Assert.Equal(["Person", "Visit"], item.FindAll("h3").Select(h => h.TextContent));
        Assert.Empty(item.FindAll("b, i"));
        Assert.Contains("4 years", item.Find(".surprising").TextContent, StringComparison.Ordinal);
        Assert.Contains("Few retire at this age.", item.Find(".surprising small").TextContent, StringComparison.Ordinal);
        Assert.Equal("—missing", item.FindAll("dd")[^1].TextContent.Trim());
        Assert.Empty(Item(false, new ItemField("age", "4", Bits: 9, Why: "Few.")).FindAll(".surprising, small"));
    }

    [Fact]
    public void A_pair_stands_side_by_side_and_its_texts_are_marked_apart()
    {
        var answers = ReviewAnswers.Empty.With("c", new CriterionAnswer { Spans = [new MarkedSpan("B: text", 0, 3, "x")] });
        var content = new ItemContent { Fields = [new("task", "say it"), new("text", "one", FieldKind.Text, "A"), new("text", "two", FieldKind.Text, "B")] };
        var item = Render<ItemView>(p => p.Add(i => i.Content, content).Add(i => i.Answers, answers));
        Assert.Equal(["A", "B"], item.FindAll("h2").Select(h => h.TextContent));
        Assert.Equal("two", Assert.Single(item.FindAll("mark")).TextContent);
        Assert.Equal("two", ItemView.PassageOf(content, new MarkedSpan("B: text", 0, 3, "x")));
        Assert.Null(ItemView.PassageOf(content, new MarkedSpan("B: text", 0, 4, "x")));
    }

    [Fact]
    public void A_transcript_is_a_conversation()
    {
        var item = Item(false, new ItemField("chat", "user: <b>hi</b>\r\nsee http://example.org\nassistant: at 10:30", FieldKind.Transcript));
        Assert.Equal(["user", "assistant"], item.FindAll(".role").Select(r => r.TextContent));
        Assert.Equal(["<b>hi</b>\nsee http://example.org", "at 10:30"], item.FindAll(".words").Select(r => r.TextContent));
        Assert.Equal("no role", Item(false, new ItemField("chat", "no role", FieldKind.Transcript)).Find("li").TextContent);
        Assert.Empty(item.FindAll("b"));
    }

    private IRenderedComponent<SpanText> Text(string text, params MarkedSpan[] spans) => Render<SpanText>(p => p.Add(s => s.Field, "t").Add(s => s.Text, text).Add(s => s.Spans, spans));

    private IRenderedComponent<ItemView> Item(bool surprise, params ItemField[] fields) =>
        Render<ItemView>(p => p.Add(i => i.Content, new ItemContent { Fields = [.. fields] }).Add(i => i.Answers, ReviewAnswers.Empty).Add(i => i.ShowsSurprise, surprise));
}
