using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables.Relations;

/// <summary>
/// Keys and foreign keys of tables, from names and values: a key is a column without gaps and repeats that is called like one; a foreign key a column whose values are found among a parent's keys and
/// whose name speaks of it. What is found is a proposal for a person.
/// </summary>
/// <remarks>Inclusion of values with a share of orphans allowed, as in approximate inclusion dependencies (De Marchi, Lopes and Petit, J. Intelligent Information Systems 32 (2009)); names decide between inclusions, since small whole numbers are included in everything. O(columns x rows).</remarks>
public static class RelationInference
{
    /// <summary>What columns that name rows of their own table are called.</summary>
    private static readonly string[] Superiors = ["parent", "manager", "head", "chief", "boss", "supervisor", "superior", "leader", "reportsto", "mother", "father", "previous", "predecessor"];

    /// <summary>The share of values that must be found among the parent's keys.</summary>
    private const double Found = 0.95;

    /// <summary>From this likeness on a name speaks clearly of a key or a parent.</summary>
    private const int ClearlyKey = 3, ClearlyParent = 5;

    /// <summary>The relations that tables appear to have; tables in the order given.</summary>
    public static RelationSchema Of(IReadOnlyList<KeyValuePair<string, Table>> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var keys = tables.ToDictionary(t => t.Key, t => KeyOf(t.Key, t.Value), StringComparer.Ordinal);
        var values = tables.Where(t => keys[t.Key] is not null).ToDictionary(t => t.Key, t => RowKeys.Of(t.Value, [keys[t.Key]!]).ToHashSet(StringComparer.Ordinal)!, StringComparer.Ordinal);
        var links = ImmutableArray.CreateBuilder<RelationLink>();
        foreach (var (name, table) in tables)
        {
            foreach (var column in table.Columns)
            {
                if (column.Name != keys[name] || tables.Any(t => t.Key != name && keys[t.Key] == column.Name && t.Value.RowCount > table.RowCount))
                    links.AddRange(Links(name, column, table.RowCount));
            }
        }

        var found = new RelationSchema([.. tables.Select(t => new RelatedTable(t.Key) { Key = keys[t.Key] is { } key ? [key] : [] })], links.ToImmutable());
        return found.InOrder() is null ? found with { Links = [.. WithoutCircles(found)] } : found;

        IEnumerable<RelationLink> Links(string name, Column column, int rows)
        {
            var best = tables.Where(t => keys[t.Key] is { } key && RelationValidation.MayName(column.Schema, t.Value[key].Schema))
                .Select(t => (Parent: t.Key, Likeness: Likeness(column.Name, t.Key, keys[t.Key]!, t.Key == name)))
                .Where(p => p.Likeness > 0 && Share(column, rows, values[p.Parent]) >= Found)
                .OrderByDescending(p => p.Likeness).FirstOrDefault();
            return best.Parent is null ? [] : [new RelationLink(name, [column.Name], best.Parent, [keys[best.Parent]!])];
        }
    }

    /// <summary>What names suggest but values contradict, in words for a person: keys that repeat, columns called like a key whose values are not found there, and foreign keys that would close a circle.</summary>
    public static IReadOnlyList<string> Doubts(IReadOnlyList<KeyValuePair<string, Table>> tables, RelationSchema found)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(found);
        var doubts = new List<string>();
        foreach (var (name, table) in tables)
        {
            if (found.Find(name) is { Key.Length: 0 } && table.Columns.FirstOrDefault(c => KeyLikeness(c, name) >= ClearlyKey && !IsUnique(c)) is { } repeated)
                doubts.Add($"{name}.{repeated.Name} is called like the key of {name} but repeats values or lacks some: it is taken for no key, and no table names rows of {name} by it. Remove the repeated rows, or write the key in a recipe.");
            foreach (var column in table.Columns.Where(c => !IsLinked(name, c.Name)))
            {
                if ((Parent(name, column) is { } parent ? OfParent(name, table, column, parent) : OfNamesake(name, column)) is { } doubt)
                    doubts.Add(doubt);
            }
        }

        return doubts;

        Table Of(string table) => tables.First(t => t.Key == table).Value;
        bool IsLinked(string table, string column) => found.LinksOf(table).Any(l => l.Columns.Contains(column));
        bool IsKey(string table, string column) => found.Find(table)?.Key.Contains(column) == true;

        RelatedTable? Parent(string name, Column column) => found.Tables
            .Where(t => t.Name != name && t.Key is [var key] && RelationValidation.MayName(column.Schema, Of(t.Name)[key].Schema) && Likeness(column.Name, t.Name, key, isOwn: false) >= ClearlyParent)
            .MaxBy(t => Likeness(column.Name, t.Name, t.Key[0], isOwn: false));

        // A key that is called like another table's names its rows only where it is of the smaller table.
        string? OfParent(string name, Table table, Column column, RelatedTable parent)
        {
            if (IsKey(name, column.Name) && Of(parent.Name).RowCount <= table.RowCount)
                return null;
            double share = Share(column, table.RowCount, RowKeys.Of(Of(parent.Name), [parent.Key[0]]).ToHashSet(StringComparer.Ordinal)!);
            return share >= Found ? $"{name}.{column.Name} names rows of {parent.Name} in a circle of tables, which cannot be generated: it is left out. Say in a recipe which foreign key matters least."
                : $"{name}.{column.Name} is called like the key of {parent.Name}, but only {share:P0} of its values are found there: it is taken for no foreign key, and the tables come out unrelated by it. Add the missing rows, or write the foreign key in a recipe.";
        }

        // Told once for two tables, by the first in the order of names.
        string? OfNamesake(string name, Column column) => KeyLikeness(column, name) == 0 || IsKey(name, column.Name) ? null
            : tables.FirstOrDefault(t => string.CompareOrdinal(name, t.Key) < 0 && t.Value.Schema.Contains(column.Name) && !IsKey(t.Key, column.Name) && !IsLinked(t.Key, column.Name)).Key is { } other
                ? $"{name}.{column.Name} and {other}.{column.Name} are called alike, but it is the key of neither table, since it repeats values or lacks some in both: the tables come out unrelated by it. Remove the repeated rows, or write the keys in a recipe."
                : null;
    }

    private static string? KeyOf(string name, Table table) => table.Columns
        .Where(c => c.MissingCount == 0 && c.Schema.Kind != ColumnKind.DateTime && (c.Schema.Kind != ColumnKind.Numeric || c.Schema.IsInteger) && KeyLikeness(c, name) > 0 && IsUnique(c))
        .OrderByDescending(c => KeyLikeness(c, name)).FirstOrDefault()?.Name;

    private static int KeyLikeness(Column column, string table)
    {
        string name = Plain(column.Name), of = Singular(Plain(table));
        return name is "id" or "key" or "code" ? 4 : name == of + "id" || name == Plain(table) + "id" ? 5 : name == of + "key" || name == of + "no" || name == of + "code" || name == of + "number" ? 3
            : column.Schema.Kind == ColumnKind.Identifier || column.Schema.Role == ColumnRole.Identifier ? 2 : name.EndsWith("id", StringComparison.Ordinal) ? 1 : 0;
    }

    private static bool IsUnique(Column column)
    {
        var seen = new HashSet<string>(column.Length, StringComparer.Ordinal);
        for (int row = 0; row < column.Length; row++)
        {
            if (!seen.Add(column.Format(row)!))
                return false;
        }

        return column.Length > 0;
    }

    /// <summary>How clearly a column's name speaks of a parent: 0 not at all.</summary>
    private static int Likeness(string column, string parent, string key, bool isOwn)
    {
        string name = Plain(column), of = Singular(Plain(parent)), plain = Plain(key);
        if (isOwn)
            return column != key && ((name.EndsWith(plain, StringComparison.Ordinal) && name.Length > plain.Length) || Superiors.Any(s => name.StartsWith(s, StringComparison.Ordinal))) ? 2 : 0;
        return name == of + plain || name == Plain(parent) + plain ? 6 : name == plain && plain is not ("id" or "key" or "code") ? 5 : name.Contains(of, StringComparison.Ordinal) && of.Length > 2 ? 3 : 0;
    }

    private static double Share(Column column, int rows, HashSet<string?> keys)
    {
        int named = 0, found = 0;
        for (int row = 0; row < rows; row++)
        {
            if (column.Format(row) is not { } value)
                continue;
            named++;
            found += keys.Contains(value) ? 1 : 0;
        }

        return named == 0 ? 0 : (double)found / named;
    }

    /// <summary>Of foreign keys that close a circle the later ones are left out.</summary>
    private static List<RelationLink> WithoutCircles(RelationSchema found)
    {
        var kept = new List<RelationLink>();
        foreach (var link in found.Links)
        {
            kept.Add(link);
            if ((found with { Links = [.. kept] }).InOrder() is null)
                kept.Remove(link);
        }

        return kept;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string Singular(string name) => name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y" : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? name[..^1] : name;
}
