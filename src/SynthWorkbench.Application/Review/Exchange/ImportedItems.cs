using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>A rating that came with a file.</summary>
public sealed record ImportedRating(string Rater, ReviewAnswers Answers, string Comment = "", long ActiveMilliseconds = 0, DateTimeOffset? At = null);

/// <summary>An item of a file.</summary>
/// <param name="Key">Its own name, unique in the file.</param>
/// <param name="Gold">Its known answer.</param>
public sealed record ImportedItem(string Key, ItemContent Content)
{
    public ReviewAnswers? Gold { get; init; }

    public ItemSuggestion? Suggestion { get; init; }

    public ImmutableArray<ImportedRating> Ratings { get; init; } = [];
}

/// <summary>The items of a file, in its order.</summary>
public sealed record ImportedItems(string FileName, ImmutableArray<ImportedItem> Items)
{
    /// <summary>What was left out or read in a certain way, for people.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    public int Ratings => Items.Sum(i => i.Ratings.Length);

    public int Gold => Items.Count(i => i.Gold is not null);
}

/// <summary>The items read, or what is wrong with the file and what to do.</summary>
public sealed record ItemImport(ImportedItems? Items, ImmutableArray<string> Problems)
{
    [MemberNotNullWhen(true, nameof(Items))]
    public bool Succeeded => Items is not null;

    internal static ItemImport Refused(params string[] problems) => new(null, [.. problems]);
}

/// <summary>What the columns of a table of items are. Columns that are named nowhere are the item's fields.</summary>
public sealed record ItemMapping
{
    /// <summary>The columns that together name an item.</summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>Long format: the column that names who rated; every row is then a rating, and rows of one key are one item.</summary>
    public string? Rater { get; init; }

    /// <summary>Long format: the column of each criterion's answer.</summary>
    public ImmutableSortedDictionary<string, string> Answers { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Long format, criteria of marked passages: the column of the severity. The passage itself stands between marks (<c>&lt;v&gt;</c> and <c>&lt;/v&gt;</c>) in a text column.</summary>
    public string? Severity { get; init; }

    public string? Comment { get; init; }

    /// <summary>The column of the milliseconds that a rating took.</summary>
    public string? Milliseconds { get; init; }

    /// <summary>The mapping that the names of the columns suggest under a rubric.</summary>
    public static ItemMapping Guess(IReadOnlyList<string> columns, Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rubric);
        string? rater = First("rater", "worker", "annotator", "reviewer", "completed_by");
        var answers = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (rater is not null)
        {
            foreach (var criterion in rubric.Criteria)
            {
                if ((First(criterion.Id) ?? First(criterion.Title) ?? (criterion.Scale == ScaleKind.Span ? First("category", "label") : rubric.Criteria.Length == 1 ? First("answer", "rating", "score", "label") : null)) is { } column)
                    answers[criterion.Id] = column;
            }
        }

        string? severity = rater is not null && rubric.Criteria.Any(c => c.Scale == ScaleKind.Span && answers.ContainsKey(c.Id)) ? First("severity") : null;
        string? comment = rater is null ? null : First("comment", "note");
        string? milliseconds = rater is null ? null : First("time_ms", "active_ms", "milliseconds");
        string? key = First("id", "item", "item_id", "question", "task", "key");
        ImmutableArray<string> keys = key is not null ? [key]
            : rater is null ? [.. columns.Take(1)]
            : [.. new[] { "system", "doc", "doc_id", "seg_id", "segment" }.Select(n => First(n)).OfType<string>()];
        return new ItemMapping { Key = keys, Rater = rater, Answers = answers.ToImmutable(), Severity = severity, Comment = comment, Milliseconds = milliseconds };

        string? First(params string[] names) => names.Select(n => columns.FirstOrDefault(c => c.Equals(n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c is not null);
    }
}

/// <summary>What a file may not exceed.</summary>
public static class ImportLimits
{
    public const long Bytes = 256L << 20;

    public const int TextBytes = 1 << 20;

    public const int Items = ItemSampling.MostItems;

    /// <summary>Ratings of all items together.</summary>
    public const int Rows = 2_000_000;

    public const int KeyLength = 200;
}
