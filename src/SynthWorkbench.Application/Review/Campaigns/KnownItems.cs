using SynthWorkbench.Application.Review.Exchange;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>Items with a known answer that can be hidden among those of a campaign: those that look like them. The others would tell that they are known.</summary>
/// <param name="Items">Those that can.</param>
/// <param name="Other">What sets the first of the others apart; null where there is none.</param>
internal sealed record KnownItems(IReadOnlyList<ImportedItem> Items, string? Other)
{
    private const int MostNamed = 5;

    /// <summary>Parts known items by whether they look like one of the items among which they are hidden: the same fields in the same order, read in the same way.</summary>
    public static KnownItems Of(IReadOnlyList<ImportedItem> known, IReadOnlyList<ItemContent> among)
    {
        var looks = among.Select(LookOf).ToHashSet(StringComparer.Ordinal);
        var parted = known.ToLookup(i => looks.Contains(LookOf(i.Content)));
        return new KnownItems([.. parted[true]], parted[false].FirstOrDefault() is { } other && among.Count > 0 ? Difference(other.Content, among[0]) : null);
    }

    /// <summary>The source's items with these after them; of a run none but these. They are kept, so that the drawing stays the same when it is done again.</summary>
    public ImportedItems? AddedTo(ImportedItems? file)
    {
        var keys = file?.Items.Select(i => i.Key).ToHashSet(StringComparer.Ordinal) ?? [];
        var contents = file?.Items.Select(i => ReviewJson.Digest(ReviewJson.Write(i.Content))).ToHashSet(StringComparer.Ordinal) ?? [];
        var added = new List<ImportedItem>();
        foreach (var item in Items.Where(i => contents.Add(ReviewJson.Digest(ReviewJson.Write(i.Content)))))
            added.Add(item with { Key = Unique(item.Key, keys) });
        return added.Count == 0 ? file : (file ?? new ImportedItems("", [])) with
        {
            Items = [.. file?.Items ?? [], .. added], Notes = [.. file?.Notes ?? [], $"{added.Count:N0} items on which calibration sessions agreed can be hidden among the others."],
        };
    }

    /// <summary>A key that is not among <paramref name="taken"/> yet, and is from now on.</summary>
    public static string Unique(string wanted, HashSet<string> taken)
    {
        string key = wanted;
        for (int n = 2; !taken.Add(key); n++)
            key = $"{wanted} ({n})";
        return key;
    }

    /// <summary>What is seen of an item before its values are read.</summary>
    private static string LookOf(ItemContent content) => string.Join('\n', content.Fields.Select(f => $"{f.Name}\t{f.Kind}\t{f.Side}\t{f.Group}\t{f.Unit}"));

    private static string Difference(ItemContent known, ItemContent source)
    {
        string[] here = [.. known.Fields.Select(f => f.Name)], there = [.. source.Fields.Select(f => f.Name)];
        string[] more = [.. here.Except(there, StringComparer.Ordinal)], less = [.. there.Except(here, StringComparer.Ordinal)];
        return (more.Length, less.Length) switch
        {
            (0, 0) => "they have the same fields in another order, or read in another way",
            (_, 0) => $"they have {Names(more)} besides",
            (0, _) => $"they have no {Names(less)}",
            _ => $"they have {Names(more)} and no {Names(less)}",
        };
    }

    private static string Names(string[] fields) => string.Join(", ", fields.Take(MostNamed).Select(f => $"'{f}'")) + (fields.Length > MostNamed ? $" and {fields.Length - MostNamed} more" : "");
}
