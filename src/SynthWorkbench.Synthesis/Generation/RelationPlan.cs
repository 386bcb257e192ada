using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>What planning of several tables gave.</summary>
public sealed record RelationPlanning(RelationPlan? Plan, IReadOnlyList<RecipeProblem> Problems);

/// <summary>How one of several tables is generated.</summary>
/// <param name="Table">Name, key and order.</param>
/// <param name="Schema">The reference's columns.</param>
/// <param name="Learned">The columns that the plan sees.</param>
/// <param name="Plan">Its columns without keys, foreign keys and order, with a label for each parent that does not lead.</param>
/// <param name="Leading">The foreign key along which rows are generated; null where the table has no parent.</param>
/// <param name="Further">The other foreign keys, those to the table itself last, with the column of labels that each is learned by.</param>
public sealed record TablePlan(RelatedTable Table, TableSchema Schema, TableSchema Learned, GenerationPlan Plan, RelationLink? Leading, ImmutableArray<(RelationLink Link, string Label)> Further)
{
    /// <summary>The most columns of a parent that its children are conditioned on.</summary>
    private const int MostKnown = 40;

    /// <summary>The column of a table that has nothing to be modelled beside its keys.</summary>
    internal const string Nothing = "\u200Bnothing";

    /// <summary>The columns that children are conditioned on: what is learned, and the order; not made keys, not what rules make, not text.</summary>
    public ImmutableArray<string> KnownToChildren() =>
    [
        .. Schema.Columns.Where(c => (Plan.Modelled.Contains(c.Name) || (Leading is not null && Table.Order.Contains(c.Name))) && c.Kind is not (ColumnKind.Text or ColumnKind.Identifier))
            .Select(c => c.Name).Take(MostKnown),
    ];

    /// <summary>What is known of rows to those that name them; where nothing is, a column that says nothing.</summary>
    internal Table Known(Table rows) =>
        KnownToChildren() is { IsEmpty: false } known ? rows.Select(known) : new Table([new NumericColumn(new ColumnSchema(Nothing, ColumnKind.Numeric), new double[rows.RowCount])]);

    /// <summary>The columns made, in the reference's order and those of rules after them; those that only the model has are left out.</summary>
    internal Table Ordered(IEnumerable<Column> made)
    {
        var columns = made.Where(c => !c.Name.StartsWith('\u200B')).ToDictionary(c => c.Name, StringComparer.Ordinal);
        return new Table([.. Schema.Columns.Where(c => columns.ContainsKey(c.Name)).Select(c => columns[c.Name]), .. columns.Values.Where(c => !Schema.Contains(c.Name))]);
    }
}

/// <summary>A recipe of several tables made concrete for its references: the tables, parents before children.</summary>
public sealed class RelationPlan
{
    private RelationPlan(Recipe recipe, RelationSchema relations, ImmutableArray<TablePlan> tables) => (Recipe, Relations, Tables) = (recipe, relations, tables);

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>Tables and foreign keys.</summary>
    public RelationSchema Relations { get; }

    /// <summary>The tables, parents before children.</summary>
    public ImmutableArray<TablePlan> Tables { get; }

    /// <summary>The recipe's own table.</summary>
    public TablePlan Own => Tables.First(t => t.Table.Name == Recipe.Relations!.Table);

    /// <summary>A table without keys and what names other rows: what can be compared with the reference. Free text is left out unless it is <paramref name="withText"/>.</summary>
    public Table WithoutKeys(string name, Table table, bool withText = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        var named = Relations.LinkColumnsOf(name).Concat(Relations.HasMadeKey(name) ? Relations.Find(name)!.Key : []).ToHashSet(StringComparer.Ordinal);
        return new Table(table.Columns.Where(c => !named.Contains(c.Name) && c.Schema.Kind != ColumnKind.Identifier && (withText || c.Schema.Kind != ColumnKind.Text)));
    }

    /// <summary>Plans a recipe that has relations; <paramref name="references"/> by table, the recipe's own under its name in the relations.</summary>
    public static RelationPlanning Create(Recipe recipe, IReadOnlyDictionary<string, TableSchema> references)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(references);
        var problems = new List<RecipeProblem>();
        if (recipe.Relations is not { } own)
            return new RelationPlanning(null, [new RecipeProblem("relations", "The recipe has one table.")]);
        var relations = own.Schema();
        foreach (var table in relations.Tables.Where(t => !references.ContainsKey(t.Name)))
            problems.Add(new RecipeProblem("relations.tables", $"The reference of {table.Name} is not there. Import it, or take the table out of the relations."));
        RelationsValidation.Check(recipe, references, problems);
        if (problems.Count > 0 || relations.InOrder() is not { } order)
            return new RelationPlanning(null, problems);
        var plans = ImmutableArray.CreateBuilder<TablePlan>();
        foreach (var table in order)
        {
            var plan = Plan(recipe, relations, table, references[table.Name], problems);
            if (plan is not null)
                plans.Add(plan);
        }

        return problems.Count > 0 ? new RelationPlanning(null, problems) : new RelationPlanning(new RelationPlan(recipe, relations, plans.ToImmutable()), []);
    }

    private static TablePlan? Plan(Recipe recipe, RelationSchema relations, RelatedTable table, TableSchema schema, List<RecipeProblem> problems)
    {
        bool isOwn = table.Name == recipe.Relations!.Table;
        var links = relations.LinksOf(table.Name);
        var leading = links.FirstOrDefault();
        ImmutableArray<(RelationLink, string)> further = [.. links.Skip(1).Concat(relations.SelfLinksOf(table.Name)).Select((l, i) => (l, $"\u200B{i} {l.Parent}"))];
        var written = relations.LinkColumnsOf(table.Name).Concat(leading is null ? [] : table.Order).Concat(relations.HasMadeKey(table.Name) ? table.Key : []).ToHashSet(StringComparer.Ordinal);
        var learned = new TableSchema([.. schema.Columns.Where(c => !written.Contains(c.Name)), .. further.Select(f => new ColumnSchema(f.Item2, ColumnKind.Categorical))]);
        int number = relations.Tables.IndexOf(table);
        var settings = isOwn ? recipe.Columns : recipe.Relations.Tables.First(t => t.Name == table.Name).Columns;

        // A key of several columns comes with the rows, even where a column looks like an identifier; what would replace it would name other rows.
        var named = settings.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        RecipeColumn[] kept = relations.HasKeyToKeep(table.Name) ? [.. table.Key.Where(k => learned.Contains(k) && !named.Contains(k)).Select(k => new RecipeColumn { Name = k })] : [];
        foreach (var excluded in table.Order.Select(o => schema[schema.IndexOf(o)]).Where(c => leading is not null && c.Role == ColumnRole.Excluded))
            problems.Add(new RecipeProblem("relations", $"'{excluded.Name}' orders the rows of {table.Name} and would be written, but its dataset has it excluded. Order by another column, or change its role on the dataset's page."));
        foreach (var real in kept.Select(k => schema[schema.IndexOf(k.Name)]).Where(c => c.Role == ColumnRole.Excluded || DefaultRules.For(c) is not null))
            problems.Add(new RecipeProblem("relations", $"'{real.Name}' is part of the key of {table.Name} and names real rows or persons: its values would come out as they are. Declare a key of one column, which is made anew, or say in the document that '{real.Name}' is modelled."));
        ImmutableArray<RecipeColumn> columns = [.. settings.Where(c => !written.Contains(c.Name)), .. kept];
        var single = isOwn
            ? recipe with { Relations = null, Columns = columns }
            : new Recipe
            {
                Name = table.Name, Reference = new RecipeReference(), Options = recipe.Options, Columns = columns, Realism = recipe.Realism, Seed = Numerics.Random.RandomStream.Mix(recipe.Seed, (ulong)number),
                Coverage = Math.Min(recipe.Coverage, Engines.SamplingControls.DefaultCoverage), Rows = recipe.Relations.Tables.First(t => t.Name == table.Name).Rows ?? 1,
            };
        if (isOwn && relations.HasKeyToKeep(table.Name) && table.Key.All(learned.Contains))
            single = single with { Constraints = [.. single.Constraints, new RecipeConstraint { Kind = "unique", Columns = table.Key }] };

        // Rows of which nothing is modelled are counted, and that is all.
        if (learned.Count == 0)
            learned = new TableSchema([new ColumnSchema(TablePlan.Nothing, ColumnKind.Numeric)]);
        var planning = GenerationPlan.Create(single, learned);
        if (leading is not null && planning.Plan is { Modelled.IsEmpty: true })
        {
            learned = new TableSchema([.. learned.Columns, new ColumnSchema(TablePlan.Nothing, ColumnKind.Numeric)]);
            planning = GenerationPlan.Create(single, learned);
        }

        problems.AddRange(planning.Problems.Select(p => isOwn ? p : p with { Path = $"{table.Name}: {p.Path}" }));
        return planning.Plan is { } plan ? new TablePlan(table, schema, learned, plan, leading, further) : null;
    }
}
