using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables.Relations;

/// <summary>What is wrong with tables and keys as they are declared, before rows are looked at.</summary>
public static class RelationValidation
{
    /// <summary>The problems, each with the way out; empty where there is none. <paramref name="schemas"/> by table; a table that is not in it is checked without its columns.</summary>
    public static IReadOnlyList<string> Check(RelationSchema relations, IReadOnlyDictionary<string, TableSchema> schemas)
    {
        ArgumentNullException.ThrowIfNull(relations);
        ArgumentNullException.ThrowIfNull(schemas);
        var problems = new List<string>();
        if (relations.Tables.Length > RelationSchema.MostTables)
            problems.Add($"{relations.Tables.Length} tables are more than the {RelationSchema.MostTables} that a set may have. Leave out those that no other names.");
        foreach (var twice in relations.Tables.GroupBy(t => t.Name).Where(g => g.Count() > 1))
            problems.Add($"Two tables are called '{twice.Key}'. Give each its own name.");
        foreach (var table in relations.Tables)
            CheckTable(table, schemas, problems);
        foreach (var link in relations.Links)
            CheckLink(link, relations, schemas, problems);
        foreach (var shared in relations.Links.SelectMany(l => l.Columns.Distinct().Select(c => (l.Table, Column: c))).GroupBy(c => c).Where(g => g.Count() > 1))
            problems.Add($"Column '{shared.Key.Column}' of {shared.Key.Table} belongs to {shared.Count()} foreign keys at once: a row would have to find parents that agree. Keep the one that matters and remove the others.");
        if (problems.Count == 0 && relations.InOrder() is null)
            problems.Add(Cycle(relations));
        return problems;
    }

    private static void CheckTable(RelatedTable table, IReadOnlyDictionary<string, TableSchema> schemas, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(table.Name))
            problems.Add("A table has no name. Give it one: foreign keys call it by it.");
        if (table.Name.Length > RelationSchema.LongestName)
            problems.Add($"The name {table.Name[..20]}… has {table.Name.Length} characters; at most {RelationSchema.LongestName} are kept. Shorten it.");
        if (table.Key.Distinct().Count() < table.Key.Length)
            problems.Add($"The key of {table.Name} names a column twice. Name each once.");
        if (!schemas.TryGetValue(table.Name, out var schema))
            return;
        Missing(schema, table.Name, table.Key, "key", problems);
        if (table.Order.Length > 0 && Sequences.TimeAxis.ProblemOf(schema, table.Order) is { } problem)
            problems.Add($"The order of {table.Name}: {problem}");
        if (table.Order.Intersect(table.Key).Count() == table.Key.Length && table.Key.Length == 1)
            problems.Add($"'{table.Key[0]}' is the key of {table.Name} and its order: keys of generated rows are made new and say nothing of time. Order by another column, or by none.");
    }

    private static void CheckLink(RelationLink link, RelationSchema relations, IReadOnlyDictionary<string, TableSchema> schemas, List<string> problems)
    {
        if (relations.Find(link.Table) is not { } child)
            problems.Add($"The foreign key {link} is of a table that the set does not have. Correct the name, or add the table.");
        else if (child.Order.Intersect(link.Columns).FirstOrDefault() is { } ordered)
            problems.Add($"'{ordered}' names a parent and orders the rows of {link.Table}. Order by another column.");
        if (link.Columns.Length == 0 || link.Columns.Length != link.ParentColumns.Length)
            problems.Add($"The foreign key {link} has {link.Columns.Length} columns on one side and {link.ParentColumns.Length} on the other. Name as many as the parent's key has.");
        if (relations.Find(link.Parent) is not { } parent)
            problems.Add($"The foreign key {link} names a table that the set does not have. Correct the name, or add the table.");
        else if (!parent.Key.ToHashSet().SetEquals(link.ParentColumns))
            problems.Add($"The foreign key {link} must name the whole key of {link.Parent}, which is {(parent.Key.IsEmpty ? "not declared" : string.Join(", ", parent.Key))}. Correct one of the two.");
        if (schemas.TryGetValue(link.Table, out var own))
            Missing(own, link.Table, link.Columns, "foreign key", problems);
        if (schemas.TryGetValue(link.Parent, out var other))
            Missing(other, link.Parent, link.ParentColumns, "referenced key", problems);
        if (own is null || other is null)
            return;
        for (int i = 0; i < Math.Min(link.Columns.Length, link.ParentColumns.Length); i++)
        {
            if (own.Contains(link.Columns[i]) && other.Contains(link.ParentColumns[i]) && !MayName(own[own.IndexOf(link.Columns[i])], other[other.IndexOf(link.ParentColumns[i])]))
                problems.Add($"{link.Table}.{link.Columns[i]} holds {Form(own[own.IndexOf(link.Columns[i])])}, {link.Parent}.{link.ParentColumns[i]} {Form(other[other.IndexOf(link.ParentColumns[i])])}: a key and what names it must be of one kind. Change the kind on the page of one of the datasets.");
        }
    }

    private static void Missing(TableSchema schema, string table, ImmutableArray<string> columns, string part, List<string> problems)
    {
        foreach (string column in columns.Where(c => !schema.Contains(c)))
            problems.Add($"The {part} of {table} names a column '{column}', which the table does not have. Its columns: {string.Join(", ", schema.Columns.Take(12).Select(c => c.Name))}{(schema.Count > 12 ? ", …" : "")}.");
    }

    /// <summary>Whether a column can name a key: keys are compared as text, so that 17 read as a number names 17 read as a label; a date names dates alone.</summary>
    internal static bool MayName(ColumnSchema column, ColumnSchema key) => (column.Kind == ColumnKind.DateTime) == (key.Kind == ColumnKind.DateTime);

    private static string Form(ColumnSchema column) => column.Kind switch { ColumnKind.Numeric => "numbers", ColumnKind.DateTime => "dates", _ => "labels" };

    /// <summary>A circle of tables by name.</summary>
    private static string Cycle(RelationSchema relations)
    {
        var path = new List<string>();
        string at = relations.Tables.First(t => OnCircle(t.Name)).Name;
        while (!path.Contains(at))
        {
            path.Add(at);
            at = relations.LinksOf(at).First(l => OnCircle(l.Parent)).Parent;
        }

        path.Add(at);
        return $"The tables name each other in a circle: {string.Join(" → ", path.Skip(path.IndexOf(at)))}. None of them could be generated first. Remove the foreign key that matters least; its column is then generated like any other.";

        bool OnCircle(string name) => Reaches(name, name, []);

        bool Reaches(string from, string to, HashSet<string> seen) => relations.LinksOf(from).Any(l => l.Parent == to || (seen.Add(l.Parent) && Reaches(l.Parent, to, seen)));
    }
}
