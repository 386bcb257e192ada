using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>The formats of an export.</summary>
public enum ReviewFormat
{
    JsonLines,
    Csv,
    Parquet,
    LabelStudio,
}

/// <summary>An export that was allowed and audited: its file name, and how it is written.</summary>
public sealed record ReviewDownload(string FileName, string MediaType, Func<Stream, CancellationToken, Task> WriteAsync);

/// <summary>A campaign's decisions as files, a row each (Label Studio: a task an item). Items are read in pages and written as they come.</summary>
public sealed class ReviewExport(WorkbenchData data)
{
    private const int PageItems = 500;

    /// <summary>What every row needs to know of its campaign.</summary>
    private sealed record Sheet(Campaign Campaign, string RubricName, RubricVersion Version, Rubric Rubric, Dictionary<Guid, string>? Pseudonyms)
    {
        public string NameOf(ReviewDecision decision) => Pseudonyms is null ? decision.ReviewerName : Pseudonyms.GetValueOrDefault(decision.ReviewerId, "Reviewer");
    }

    private sealed record ItemRecord(ReviewItem Item, List<ReviewDecision> Decisions, Adjudication? Adjudication);

    /// <summary>Opens an export; null when there is no such campaign. With names it takes a lead, without them an auditor may have it too.</summary>
    /// <exception cref="NotAllowedException">The actor's roles grant neither.</exception>
    public async Task<ReviewDownload?> OpenAsync(Actor actor, CampaignId id, ReviewFormat format, bool names, CancellationToken ct)
    {
        var permission = await PermissionAsync(actor, names, ct);
        Sheet sheet;
        await using (var change = await data.BeginAsync(actor, permission, ct))
        {
            var campaign = await change.Db.Led().FirstOrDefaultAsync(c => c.Id == id, ct);
            if (campaign is null)
                return null;
            var version = await change.Db.Set<RubricVersion>().FirstAsync(v => v.Id == campaign.RubricVersionId, ct);
            string rubric = await change.Db.Set<RubricDefinition>().Where(r => r.Id == version.RubricId).Select(r => r.Name).FirstAsync(ct);
            sheet = new Sheet(campaign, rubric, version, version.Rubric, names ? null : await PseudonymsAsync(change.Db, id, ct));
            change.Audit("campaign.exported", nameof(Campaign), id, campaign.Name, null, new { Format = format.ToString(), Names = names });
            await change.CommitAsync(ct);
        }

        string name = string.Concat(sheet.Campaign.Name.Select(c => char.IsLetterOrDigit(c) ? c : '-')).Trim('-');
        name = name.Length == 0 ? "campaign" : name;
        return format switch
        {
            ReviewFormat.JsonLines => new ReviewDownload(name + ".jsonl", "application/jsonl", (body, stop) => WriteLinesAsync(actor, permission, sheet, body, stop)),
            ReviewFormat.LabelStudio => new ReviewDownload(name + ".json", "application/json", (body, stop) => WriteTasksAsync(actor, permission, sheet, body, stop)),
            ReviewFormat.Csv => new ReviewDownload(name + ".csv", "text/csv", (body, stop) => WriteTableAsync(actor, permission, sheet, TableFormat.Csv, body, stop)),
            ReviewFormat.Parquet => new ReviewDownload(name + ".parquet", TableFormat.Parquet.MediaType(), (body, stop) => WriteTableAsync(actor, permission, sheet, TableFormat.Parquet, body, stop)),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a format of exports."),
        };
    }

    private async Task<Permission> PermissionAsync(Actor actor, bool names, CancellationToken ct)
    {
        try
        {
            await (await data.ReadAsync(actor, Permission.LeadReview, ct)).DisposeAsync();
            return Permission.LeadReview;
        }
        catch (NotAllowedException) when (!names)
        {
            return Permission.ViewAudit;
        }
    }

    /// <summary>"Reviewer 1", "Reviewer 2" ... in the order of first decisions, which later decisions cannot change.</summary>
    private static async Task<Dictionary<Guid, string>> PseudonymsAsync(WorkbenchDbContext db, CampaignId id, CancellationToken ct)
    {
        var first = await db.Set<ReviewDecision>().Where(d => d.CampaignId == id).GroupBy(d => d.ReviewerId).Select(g => new { Reviewer = g.Key, At = g.Min(d => d.At) }).ToListAsync(ct);
        return first.OrderBy(f => f.At).ThenBy(f => f.Reviewer).Select((f, i) => (f.Reviewer, Name: $"Reviewer {i + 1}")).ToDictionary(f => f.Reviewer, f => f.Name);
    }

    private async IAsyncEnumerable<List<ItemRecord>> PagesAsync(Actor actor, Permission permission, CampaignId id, [EnumeratorCancellation] CancellationToken ct)
    {
        for (int after = 0; ;)
        {
            List<ItemRecord> page;
            await using (var db = await data.ReadAsync(actor, permission, ct))
            {
                var items = await db.Set<ReviewItem>().Where(i => i.CampaignId == id && i.Number > after).OrderBy(i => i.Number).Take(PageItems).ToListAsync(ct);
                if (items.Count == 0)
                    yield break;
                var ids = items.ConvertAll(i => i.Id);
                var decisions = (await db.Set<ReviewDecision>().Where(d => ids.Contains(d.ItemId)).ToListAsync(ct)).ToLookup(d => d.ItemId);
                var adjudications = (await db.Set<Adjudication>().Where(a => ids.Contains(a.ItemId)).ToListAsync(ct)).ToLookup(a => a.ItemId);
                page = items.ConvertAll(i => new ItemRecord(i, [.. decisions[i.Id].OrderBy(d => d.At).ThenBy(d => d.Id.Value)], adjudications[i.Id].MaxBy(a => a.At)));
                after = items[^1].Number;
            }

            yield return page;
        }
    }

    private async Task WriteLinesAsync(Actor actor, Permission permission, Sheet sheet, Stream body, CancellationToken ct)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        await foreach (var page in PagesAsync(actor, permission, sheet.Campaign.Id, ct))
        {
            foreach (var item in page)
            {
                var superseded = Superseded(item);
                foreach (var decision in item.Decisions)
                    await writer.WriteLineAsync(ReviewJson.Write(Line(sheet, item, decision, superseded.Contains(decision.Id))).AsMemory(), ct);
            }
        }
    }

    private static JsonObject Line(Sheet sheet, ItemRecord record, ReviewDecision decision, bool superseded)
    {
        var answers = decision.Answers;
        var words = new JsonObject();
        foreach (var criterion in sheet.Rubric.Criteria.Where(c => AnswerRules.IsAnswered(c, answers.Of(c.Id))))
            words[criterion.Id] = AnswerRules.Describe(criterion, answers.Of(criterion.Id));
        return new JsonObject
        {
            ["campaign"] = sheet.Campaign.Name,
            ["item"] = record.Item.Key,
            ["itemNumber"] = record.Item.Number,
            ["itemDigest"] = decision.ItemDigest,
            ["rubric"] = sheet.RubricName,
            ["rubricVersion"] = sheet.Version.Number,
            ["rubricHash"] = sheet.Version.Hash,
            ["reviewer"] = sheet.NameOf(decision),
            ["decision"] = decision.Id.Value,
            ["kind"] = decision.Kind.ToString(),
            ["superseded"] = superseded,
            ["at"] = decision.At,
            ["activeMilliseconds"] = decision.ActiveMilliseconds,
            ["answers"] = words,
            ["raw"] = JsonNode.Parse(decision.AnswersJson)?["byCriterion"]?.DeepClone(),
            ["adjudicated"] = record.Adjudication is { } adjudication ? JsonNode.Parse(adjudication.AnswersJson)?["byCriterion"]?.DeepClone() : null,
            ["isUnclear"] = decision.IsUnclear,
            ["comment"] = decision.Comment,
        };
    }

    private async Task WriteTableAsync(Actor actor, Permission permission, Sheet sheet, TableFormat format, Stream body, CancellationToken ct)
    {
        string[] fixedColumns = ["campaign", "item", "item_number", "item_digest", "rubric", "rubric_version", "rubric_hash", "reviewer", "decision", "kind", "superseded", "at", "active_ms", "unclear", "comment"];
        var schema = new TableSchema(fixedColumns.Concat(sheet.Rubric.Criteria.SelectMany(c => new[] { $"answer.{c.Id}", $"raw.{c.Id}", $"adjudicated.{c.Id}" })).Select(n => new ColumnSchema(n, ColumnKind.Text)));
        await TableWriter.StreamAsync(TablesAsync(), schema, format, body, new WriteOptions { NeutraliseFormulas = format == TableFormat.Csv }, ct);

        async IAsyncEnumerable<Table> TablesAsync()
        {
            await foreach (var page in PagesAsync(actor, permission, sheet.Campaign.Id, ct))
            {
                var rows = page.SelectMany(item =>
                {
                    var superseded = Superseded(item);
                    return item.Decisions.Select(d => Row(sheet, item, d, superseded.Contains(d.Id)));
                }).ToList();
                yield return new Table(schema.Columns.Select((column, c) => TextColumn(column, rows.ConvertAll(r => r[c]))));
            }
        }
    }

    private static string?[] Row(Sheet sheet, ItemRecord record, ReviewDecision decision, bool superseded)
    {
        var answers = decision.Answers;
        var adjudicated = record.Adjudication?.Answers;
        var row = new List<string?>
        {
            sheet.Campaign.Name, record.Item.Key, record.Item.Number.ToString(CultureInfo.InvariantCulture), decision.ItemDigest, sheet.RubricName,
            sheet.Version.Number.ToString(CultureInfo.InvariantCulture), sheet.Version.Hash, sheet.NameOf(decision), decision.Id.ToString(), decision.Kind.ToString(), superseded ? "true" : "false",
            decision.At.ToString("O", CultureInfo.InvariantCulture), decision.ActiveMilliseconds.ToString(CultureInfo.InvariantCulture), decision.IsUnclear ? "true" : "false", decision.Comment,
        };
        foreach (var criterion in sheet.Rubric.Criteria)
        {
            var answer = answers.Of(criterion.Id);
            row.Add(AnswerRules.Describe(criterion, answer));
            row.Add(answer is null ? null : ReviewJson.Write(answer));
            row.Add(adjudicated is null ? null : AnswerRules.Describe(criterion, adjudicated.Of(criterion.Id)));
        }

        return [.. row];
    }

    private static CodedColumn TextColumn(ColumnSchema schema, List<string?> values)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] codes = new int[values.Count];
        for (int row = 0; row < codes.Length; row++)
        {
            string? value = values[row];
            if (string.IsNullOrEmpty(value))
                codes[row] = -1;
            else if (!index.TryGetValue(value, out codes[row]))
                index[value] = codes[row] = index.Count;
        }

        return new CodedColumn(schema, codes, [.. index.Keys.ToArray()]);
    }

    private async Task WriteTasksAsync(Actor actor, Permission permission, Sheet sheet, Stream body, CancellationToken ct)
    {
        await using var writer = new StreamWriter(body, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        string before = "[\n";
        await foreach (var page in PagesAsync(actor, permission, sheet.Campaign.Id, ct))
        {
            foreach (var item in page)
            {
                await writer.WriteAsync(before.AsMemory(), ct);
                before = ",\n";
                var superseded = Superseded(item);
                var task = LabelStudioExport.Task(sheet.Rubric, item.Item, item.Decisions.Where(d => !superseded.Contains(d.Id)).Select(d => (d, sheet.NameOf(d))), item.Adjudication?.Answers);
                await writer.WriteAsync(ReviewJson.Write(task).AsMemory(), ct);
            }
        }

        await writer.WriteAsync((before == "[\n" ? "[]\n" : "\n]\n").AsMemory(), ct);
    }

    private static HashSet<DecisionId> Superseded(ItemRecord record) => [.. record.Decisions.Select(d => d.Supersedes).OfType<DecisionId>()];
}
