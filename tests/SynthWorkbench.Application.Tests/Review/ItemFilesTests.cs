using System.Collections.Immutable;
using System.Text;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

public sealed class ItemFilesTests : IDisposable
{
    private static readonly Rubric Quality = new()
    {
        Name = "Quality",
        Criteria =
        [
            new Criterion { Id = "fine", Title = "Fine?", Options = [new ScaleOption("yes", "Yes"), new ScaleOption("no", "No")] },
            new Criterion { Id = "score", Title = "Score", Scale = ScaleKind.Numeric, IsRequired = false },
        ],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("synthworkbench-items").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_csv_gives_keys_fields_gold_and_suggestions()
    {
        var items = Good("items.csv", "id,text,age,gold.fine,suggestion.fine,score\n007,\"Hello, you\",41,yes,,\n008,Bye,NA,,No,0.7\n", Quality);
        Assert.Equal(["007", "008"], items.Items.Select(i => i.Key));
        Assert.Equal(["text", "age"], items.Items[0].Content.Fields.Select(f => f.Name));
        Assert.Equal(FieldKind.Text, items.Items[0].Content.Fields[0].Kind);
        Assert.Equal("NA", items.Items[1].Content.Fields[1].Value);
        Assert.Equal("yes", items.Items[0].Gold!.Of("fine")!.Value);
        Assert.Equal(("no", 0.7), (items.Items[1].Suggestion!.Answers.Of("fine")!.Value, items.Items[1].Suggestion!.Score));
    }

    [Fact]
    public void Json_lines_carry_conversations_and_nested_gold()
    {
        var items = Good("items.jsonl", """
            {"id": "a", "conversation": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}], "gold": {"fine": "no"}}

            {"id": "b", "conversation": null}
            """, Quality);
        Assert.Equal(new ItemField("conversation", "user: Hi\nassistant: Hello", FieldKind.Transcript), items.Items[0].Content.Fields[0]);
        Assert.Equal("no", items.Items[0].Gold!.Of("fine")!.Value);
        Assert.Null(items.Items[1].Gold);
    }

    [Fact]
    public void Parquet_is_read_too()
    {
        string path = Path.Combine(_folder, "items.parquet");
        var table = new Table([new NumericColumn(new ColumnSchema("id", ColumnKind.Numeric), [1, 2]), new CodedColumn(new ColumnSchema("text", ColumnKind.Text), [0, 1], ["x", "y"])]);
        TableWriter.Write(table, path, TableFormat.Parquet);
        Assert.Equal(["1", "2"], ItemFiles.Read(path, "items.parquet", Quality, null, default).Items!.Items.Select(i => i.Key));
    }

    [Fact]
    public void Long_format_joins_the_ratings_of_an_item_and_leaves_out_what_differs()
    {
        var items = Good("ratings.tsv", "question\tworker\tfine\ttext\tmood\n1\tw1\tyes\tA\tx\n2\tw1\tno\tB\tx\n1\tw2\tno\tA\ty\n", Quality);
        Assert.Equal(2, items.Items.Length);
        Assert.Equal([("w1", "yes"), ("w2", "no")], items.Items[0].Ratings.Select(r => (r.Rater, r.Answers.Of("fine")!.Value!)));
        Assert.Equal(["text"], items.Items[0].Content.Fields.Select(f => f.Name));
        Assert.Contains("'mood' differs", Assert.Single(items.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_marks_of_one_text_stand_where_they_are_without_marks()
    {
        var rubric = new Rubric { Name = "Marks", Criteria = [new Criterion { Id = "errors", Title = "Errors", Scale = ScaleKind.Span, Options = [new ScaleOption("odd", "Odd")], Severities = ["minor", "major"] }] };
        var items = Good("marks.tsv", "id\trater\ttext\tcategory\tseverity\n1\tw\tone <v>two</v> three <v>four</v> five\todd\tMajor\n1\tv\tone two three four five\tNo-error\tNo-error\n", rubric);
        var item = Assert.Single(items.Items);
        string text = item.Content.Fields.Single(f => f.Name == "text").Value!;
        Assert.Equal("one two three four five", text);
        Assert.Equal([("two", "major"), ("four", "major")], item.Ratings[0].Answers.Of("errors")!.Spans.Select(s => (text[s.Start..s.End], s.Severity!)));
        Assert.True(item.Ratings[1].Answers.Of("errors")!.NothingToMark);
    }

    [Fact]
    public void Label_studio_tasks_bring_suggestions_ratings_and_gold()
    {
        var items = Good("tasks.json", """
            [{"id": 5, "data": {"text": "Hello"},
              "predictions": [{"model_version": "m1", "score": 0.4, "result": [{"from_name": "fine", "to_name": "text", "type": "choices", "value": {"choices": ["Yes"]}}]}],
              "annotations": [
                {"completed_by": 3, "lead_time": 1.5, "result": [{"from_name": "fine", "to_name": "text", "type": "choices", "value": {"choices": ["No"]}}, {"from_name": "score", "to_name": "text", "type": "number", "value": {"number": 7}}]},
                {"completed_by": {"email": "ada@example.org"}, "ground_truth": true, "result": [{"from_name": "fine", "to_name": "text", "type": "choices", "value": {"choices": ["Yes"]}}]},
                {"completed_by": 4, "was_cancelled": true, "result": []}]}]
            """, Quality);
        var item = Assert.Single(items.Items);
        Assert.Equal("5", item.Key);
        Assert.Equal(("yes", "m1", 0.4), (item.Suggestion!.Answers.Of("fine")!.Value, item.Suggestion.Source, item.Suggestion.Score));
        var rating = Assert.Single(item.Ratings);
        Assert.Equal(("3", "no", 7.0, 1500L), (rating.Rater, rating.Answers.Of("fine")!.Value, rating.Answers.Of("score")!.Number, rating.ActiveMilliseconds));
        Assert.Equal("yes", item.Gold!.Of("fine")!.Value);
    }

    [Theory]
    [InlineData("a.csv", "", "empty")]
    [InlineData("a.csv", "id,text\n", "no items", "no rows")]
    [InlineData("a.csv", "id,text\n1,a\n2,\"b\nc\"\n1,d\n", "line 2 and again in line 5")]
    [InlineData("a.jsonl", "{\"id\": 1}\n{\"id\": 2\n", "Line 2 is no valid JSON")]
    [InlineData("a.json", "[{\"id\": 1},\n{\"id\" 2}]", "line 2")]
    [InlineData("a.csv", "id,gold.fine\n1,maybe\n", "does not offer 'maybe'")]
    [InlineData("a.csv", "id,gold.score\n1,many\n", "no number from 0 to 100")]
    [InlineData("a.csv", "id,rater,other\n1,w,x\n", "No column holds an answer")]
    [InlineData("a.csv", "id,rater,fine\n1,w,yes\n1,w,no\n", "again otherwise in line 3")]
    [InlineData("a.csv", "id,rater,fine\n1,,yes\n", "names no rater")]
    [InlineData("a.csv", "id,fine\n,yes\n", "Line 2 has no 'id'")]
    [InlineData("a.json", "[]", "empty")]
    [InlineData("a.json", "[{\"data\": {\"text\": \"x\"}, \"annotations\": [{\"result\": [{\"from_name\": \"other\", \"value\": {\"choices\": [\"x\"]}}]}]}]", "Give the criteria")]
    [InlineData("a.json", "[3]", "no object")]
    public void What_is_wrong_with_a_file_is_told(string name, string content, params string[] told)
    {
        var import = Read(name, content, Quality);
        Assert.False(import.Succeeded);
        Assert.True(told.Any(t => import.Problems.Any(p => p.Contains(t, StringComparison.OrdinalIgnoreCase))), string.Join('\n', import.Problems));
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.jsonl")]
    public void A_text_of_more_than_a_megabyte_is_refused_by_name(string name)
    {
        string text = new('x', (1 << 20) + 1);
        var import = Read(name, name.EndsWith("csv", StringComparison.Ordinal) ? $"id,essay\n1,{text}\n" : $"{{\"id\": 1, \"essay\": \"{text}\"}}", Quality);
        Assert.False(import.Succeeded);
        Assert.Contains("essay", import.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_mapping_that_names_a_missing_column_is_told_with_the_columns_there_are()
    {
        string path = Write("a.csv", "id,text\n1,a\n");
        var import = ItemFiles.Read(path, "a.csv", Quality, new ItemMapping { Key = ["nr"] }, default);
        Assert.Contains("no column 'nr'", Assert.Single(import.Problems), StringComparison.Ordinal);
        Assert.Contains("'id', 'text'", import.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_bluebirds_have_108_items_with_39_ratings_each()
    {
        var items = Shared("data/crowd-bluebirds/answer.csv", BluebirdRubric, null);
        Assert.Equal(108, items.Items.Length);
        Assert.Equal(4212, items.Ratings);
        Assert.All(items.Items, i => Assert.Equal(39, i.Ratings.Length));
    }

    [Fact]
    public void Side_by_side_units_have_three_ratings_each_with_their_times()
    {
        var rubric = new Rubric { Name = "MQM", Criteria = [new Criterion { Id = "mqm_score", Title = "MQM", Scale = ScaleKind.Numeric, Max = 1000 }] };
        var items = Shared("data/wmt-mqm/sxs_ende_ratings_long.csv.gz", rubric, null);
        Assert.Equal((1040, 3120), (items.Items.Length, items.Ratings));
        Assert.All(items.Items, i => Assert.Equal(3, i.Ratings.Select(r => r.Rater).Distinct().Count()));
        Assert.Contains(items.Items, i => i.Ratings.Any(r => r.ActiveMilliseconds == 176919));
    }

    [Fact]
    public void Marked_spans_become_passages_of_the_text_without_marks()
    {
        string[] kinds = ["Style/Awkward", "Accuracy/Mistranslation", "Terminology/Inappropriate for context", "Fluency/Grammar", "Fluency/Punctuation", "Fluency/Spelling", "Fluency/Inconsistency", "Fluency/Register", "Terminology/Inconsistent use of terminology", "Other", "Accuracy/Untranslated text", "Accuracy/Addition", "Accuracy/Omission", "Fluency/Display"];
        var rubric = new Rubric { Name = "MQM", Criteria = [new Criterion { Id = "errors", Title = "Errors", Scale = ScaleKind.Span, Options = [.. kinds.Select(k => new ScaleOption(k, k))], Severities = ["Minor", "Major"] }] };
        var items = Shared("data/wmt-mqm/mqm_ted_ende.tsv", rubric, new ItemMapping
        {
            Key = ["system", "doc", "seg_id"], Rater = "rater", Severity = "severity", Comment = "comment",
            Answers = ImmutableSortedDictionary<string, string>.Empty.Add("errors", "category"),
        });
        Assert.Equal((7406, 7406), (items.Items.Length, items.Ratings));
        var answers = items.Items.Select(i => (Item: i, Answer: i.Ratings[0].Answers.Of("errors")!)).ToList();
        Assert.Equal(8435 - 4404, answers.Sum(a => a.Answer.Spans.Length), 20.0);
        Assert.Equal(answers.Count(a => a.Answer.Spans.IsEmpty), answers.Count(a => a.Answer.NothingToMark));
        Assert.All(answers, a => Assert.Empty(AnswerRules.Problems(rubric, a.Item.Ratings[0].Answers)));
        Assert.All(answers, a => Assert.All(a.Answer.Spans, s => Assert.InRange(s.End, s.Start + 1, a.Item.Content.Fields.First(f => f.Name == s.Field).Value!.Length)));
        var (first, span) = answers.Where(a => a.Item.Key == "Facebook-AI · talk.1 · 1").Select(a => (a.Item, a.Answer.Spans[0])).First();
        Assert.Equal("in Betracht zu ziehen", first.Content.Fields.First(f => f.Name == span.Field).Value![span.Start..span.End]);
    }

    internal static Rubric BluebirdRubric => new() { Name = "Indigo bunting", Criteria = [new Criterion { Id = "answer", Title = "Is it one?", Options = [new ScaleOption("0", "No"), new ScaleOption("1", "Yes")] }] };

    private static ImportedItems Shared(string relative, Rubric rubric, ItemMapping? mapping)
    {
        string? path = SharedData.TryPath(relative);
        Assert.SkipWhen(path is null, $"shared/{relative} is not there.");
        var import = ItemFiles.Read(path, Path.GetFileName(path), rubric, mapping, TestContext.Current.CancellationToken);
        Assert.True(import.Succeeded, string.Join('\n', import.Problems));
        return import.Items;
    }

    private ImportedItems Good(string name, string content, Rubric rubric)
    {
        var import = Read(name, content, rubric);
        Assert.True(import.Succeeded, string.Join('\n', import.Problems));
        return import.Items;
    }

    private ItemImport Read(string name, string content, Rubric rubric) => ItemFiles.Read(Write(name, content), name, rubric, null, TestContext.Current.CancellationToken);

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        return path;
    }
}
