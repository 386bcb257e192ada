using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Pseudonyms;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>What planning gave: the plan, or the problems of recipe and reference together.</summary>
public sealed record GenerationPlanning(GenerationPlan? Plan, IReadOnlyList<RecipeProblem> Problems);

/// <summary>
/// A recipe made concrete for a reference: which columns are modelled, which follow a rule, which are computed, and in what order they stand in the output.
/// </summary>
public sealed class GenerationPlan
{
    private GenerationPlan(Recipe recipe, ImmutableArray<string> modelled, ImmutableArray<RuleColumn> rules, ImmutableArray<ComputedColumn> computed,
        ImmutableArray<string> output, ImmutableArray<RowConstraint> constraints, ImmutableArray<ImmutableArray<string>> unique, ConstraintTransforms transforms, CorrelatedRules? correlated, ImmutableArray<TextPlan> texts)
    {
        Conditions = [.. recipe.Conditions.Select(c => RowExpression.Parse(c.When).Expression!)];
        Recipe = recipe;
        Modelled = modelled;
        Rules = rules;
        Computed = computed;
        Output = output;
        Constraints = constraints;
        Unique = unique;
        Transforms = transforms;
        Correlated = correlated;
        Texts = texts;
    }

    /// <summary>The recipe.</summary>
    public Recipe Recipe { get; }

    /// <summary>Reference columns that the engine learns, in reference order.</summary>
    public ImmutableArray<string> Modelled { get; }

    /// <summary>Columns of free text, learned beside the engine and written last.</summary>
    internal ImmutableArray<TextPlan> Texts { get; }

    /// <summary>The names of the columns of free text that are learned.</summary>
    public IEnumerable<string> TextColumns => Texts.Select(t => t.Column);

    /// <summary>The floors of the columns of free text that are learned, for the report.</summary>
    public ImmutableDictionary<string, int> TextFloors => Texts.ToImmutableDictionary(t => t.Column, t => t.Floor, StringComparer.Ordinal);

    /// <summary>Columns of free text that are not learned because privacy is on.</summary>
    public ImmutableArray<string> TextsReplaced { get; private init; } = [];

    /// <summary>Columns of personal data that are replaced consistently where their values repeat.</summary>
    internal ImmutableArray<PseudonymPlan> Pseudonyms { get; private init; } = [];

    /// <summary>The names of the columns of personal data that are replaced consistently where their values repeat.</summary>
    public IEnumerable<string> PseudonymColumns => Pseudonyms.Select(p => p.Column);

    /// <summary>What is learned beside modelled columns (texts, and whose personal values repeat), and depends on more than the training rows, as text: for keys of fits; empty where nothing is.</summary>
    public string BesideKey => string.Join("; ", Texts.Select(t => $"{t.Column}/{t.Floor}/{t.ReplacePersonal}/{string.Join(',', t.DependsOn)}/{TextFit.Version}")
        .Concat(Pseudonyms.Select(p => $"{p.Column}/{p.Kind}/{p.Floor}/{p.IsAsked}/{PseudonymFit.Version}")));

    /// <summary>Columns made by rules that read no other column.</summary>
    public ImmutableArray<RuleColumn> Rules { get; }

    /// <summary>How rules correlate; null where they do not.</summary>
    public CorrelatedRules? Correlated { get; }

    /// <summary>Columns computed from others, each after those it reads.</summary>
    public ImmutableArray<ComputedColumn> Computed { get; }

    /// <summary>The output's columns in order.</summary>
    public ImmutableArray<string> Output { get; }

    /// <summary>Conditions that rows are rejected by.</summary>
    public ImmutableArray<RowConstraint> Constraints { get; }

    /// <summary>What the recipe's conditions say, in their order.</summary>
    public ImmutableArray<RowExpression> Conditions { get; }

    /// <summary>Column groups whose combination occurs once.</summary>
    public ImmutableArray<ImmutableArray<string>> Unique { get; }

    /// <summary>Constraints that hold by construction: the table is learned in another form.</summary>
    public ConstraintTransforms Transforms { get; }

    /// <summary>Whether the rows are drawn as a sequence, each from the rows before it.</summary>
    public bool IsSequence => SequenceValidation.IsDrawnAsSequence(Recipe);

    /// <summary>Whether a reference must be learned.</summary>
    public bool NeedsModel => Modelled.Length > 0 || Texts.Length > 0 || Pseudonyms.Length > 0;

    /// <summary>What a fit found that its rows depend on, one sentence each: of columns of personal data that the plan may replace consistently, and how many labels were told from the noise of a private fit.</summary>
    public IReadOnlyList<string> NotesOf(FittedModel? model)
    {
        List<string> notes = [.. (model?.Pseudonyms?.Columns ?? []).Select(c => c.ToString())];
        if ((model?.LabelsFound ?? []).Where(f => Modelled.Contains(f.Column)).ToList() is { Count: > 0 } found)
            notes.Add($"labels told from the noise: {string.Join(", ", found.Select(f => $"{f.Column} {f.Labels:N0}"))}. Rows are drawn with these only; where a column has more, declare all its labels as public (options.privacy.public), or spend a larger epsilon.");
        return notes;
    }

    /// <summary>Rows that were drawn by the plan, in the form that its model judges.</summary>
    public Table Judged(Table rows, FittedModel model)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(model);
        return new Table([.. Transforms.Forward(rows.Select(Modelled)).Columns, .. new PseudonymWriting(Pseudonyms, model.Pseudonyms, Recipe.Seed).Numbered(rows)]);
    }

    /// <summary>
    /// The options of the fit, on which the model depends. Where privacy is on: with all its settings, with the target, and without what is public of columns that are learned in another form, of which it
    /// says nothing.
    /// </summary>
    public EngineOptions FitOptions
    {
        get
        {
            if (Recipe.Guarantee() is not { } privacy)
                return IsSequence ? Recipe.Options with { Sequence = Recipe.Sequence } : Recipe.Options with { First = First };
            bool IsLearned(string column) => Modelled.Contains(column) && !Transforms.Changes(column);
            return Recipe.Options with { Privacy = privacy with { Public = [.. privacy.Public.Where(p => IsLearned(p.Column))] }, Target = Recipe.Objective.Target is { } target && IsLearned(target) ? target : null };
        }
    }

    /// <summary>
    /// Modelled columns that are learned before the others, so that rows of a condition can be given up by them alone; null where they are the first anyway, or the order must stay: a private fit is paid for and
    /// knows none, and with a what-if the order of the reference says what follows what.
    /// </summary>
    private ImmutableArray<string>? First
    {
        get
        {
            if (Recipe.IsPrivate || IsSequence || Recipe.WhatIfs.Length > 0)
                return null;
            var asked = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>(Conditions.SelectMany(c => c.Columns));
            while (open.TryPop(out string? column))
            {
                if (asked.Add(column) && Computed.FirstOrDefault(c => c.Schema.Name == column) is { } computed)
                    computed.Expression.Columns.ToList().ForEach(open.Push);
            }

            ImmutableArray<string> first = [.. Modelled.Where(asked.Contains)];
            return first.SequenceEqual(Modelled.Take(first.Length)) ? null : first;
        }
    }

    /// <summary>
    /// The plan without conditions, whose model learned the columns in the reference's order: it draws rows of conditions too, only later in the row, so that a preview need not wait for another fit. Null where
    /// the order is that of the reference anyway.
    /// </summary>
    public GenerationPlan? InReferenceOrder() =>
        FitOptions.First is null ? null : new GenerationPlan(Recipe with { Conditions = [] }, Modelled, Rules, Computed, Output, Constraints, Unique, Transforms, Correlated, Texts) { TextsReplaced = TextsReplaced, Pseudonyms = Pseudonyms };

    /// <summary>Rows in the form and order in which they are learned.</summary>
    internal Table Learned(Table rows)
    {
        Table form = Transforms.Forward(rows.Select(Modelled));
        return FitOptions.First is { } first ? form.Select(Transforms.InOrder(form.Schema, first)) : form;
    }

    /// <summary>Plans a recipe; <paramref name="reference"/> is null where there is none.</summary>
    public static GenerationPlanning Create(Recipe recipe, TableSchema? reference)
    {
        var problems = new List<RecipeProblem>();
        problems.AddRange(RecipeValidation.Check(recipe, reference));
        if (problems.Count > 0)
            return new GenerationPlanning(null, problems);

        var settings = recipe.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var modelled = new List<string>();
        var rules = new List<RuleColumn>();
        var computed = new List<ComputedColumn>();
        var output = new List<string>();
        var texts = new List<ColumnSchema>();
        var pseudonyms = new List<PseudonymPlan>();
        var sums = recipe.Constraints.Select(ExactFormula.Find).OfType<ExactFormula>().ToList();
        foreach (var schema in reference?.Columns ?? [])
        {
            var setting = settings.GetValueOrDefault(schema.Name);
            bool isWritten = SequenceValidation.IsDrawnAsSequence(recipe) && recipe.Sequence!.Names(schema.Name);
            bool isKey = setting is null && recipe.Relations is { } relations && relations.Key.Contains(schema.Name) && relations.Schema().HasMadeKey(relations.Table);
            bool isText = !isKey && !isWritten && (setting is null ? DefaultRules.IsText(schema, recipe) : setting.Action == "text");
            bool isReplaced = !isKey && !isWritten && (setting is null ? DefaultRules.IsReplaced(schema, recipe) : setting.Action == "replace");
            var rule = setting?.Rule ?? (isKey ? new RecipeRule { Kind = "sequence" } : null) ?? (!isWritten && !isText && (setting is null || recipe.Engine == "rules") ? DefaultRules.For(schema) : null);
            if (setting?.Action == "drop" || (setting is null && !isWritten && schema.Role == ColumnRole.Excluded))
                continue;
            output.Add(schema.Name);
            if (isText)
                texts.Add(schema);
            else if (isReplaced)
                pseudonyms.Add(new PseudonymPlan(schema, DefaultRules.MadeUpKind(schema)!, (setting?.Replace ?? new RecipeReplace()).Floor, setting is not null));
            else if (rule is not null)
                AddRule(schema.Name, rule, schema);
            else if (sums.Find(f => f.Column == schema.Name) is { } formula && schema.Kind == ColumnKind.Numeric)
                computed.Add(new ComputedColumn(schema, formula.Expression, 0));
            else
                modelled.Add(schema.Name);
        }

        foreach (var column in recipe.Columns.Where(c => c.Rule is not null && reference?.Contains(c.Name) != true))
        {
            output.Add(column.Name);
            AddRule(column.Name, column.Rule!, null);
        }

        string[] replaced = [.. pseudonyms.Select(p => p.Column)];
        CheckConstraints(recipe, modelled, rules, replaced, problems);
        var ordered = ComputedColumn.Order(computed, problems);
        if (output.Count == 0)
            problems.Add(new RecipeProblem("columns", "No column is left to generate. Model a column of the reference or add one with a rule."));
        var transforms = ConstraintTransforms.For(recipe.Constraints, modelled, reference, recipe.IsPrivate);
        CheckControls(recipe, modelled, rules, output, replaced, transforms, problems);
        TextValidation.CheckReaders(recipe, [.. texts.Select(t => t.Name)], ordered, problems);
        var correlated = CorrelatedRules.Of(recipe.Correlations, rules, problems);
        if (SequenceValidation.IsDrawnAsSequence(recipe))
            problems.AddRange(recipe.Constraints.Select((c, i) => (Constraint: c, Index: i)).Where(c => c.Constraint.Kind == "inequality" && !transforms.Changes(c.Constraint.Columns[1]))
                .Select(c => new RecipeProblem($"constraints[{c.Index}]", "Its columns are not both learned from the reference, or another constraint has one of them: it could only be kept by refusing rows, and a sequence is drawn whole. Remove it, or generate the table without a sequence.")));
        if (problems.Count > 0)
            return new GenerationPlanning(null, problems);
        var constraints = recipe.Constraints.Where(c => c.Kind != "unique").Select((c, i) => RowConstraint.Of(c)).ToImmutableArray();
        var unique = recipe.Constraints.Where(c => c.Kind == "unique").Select(c => c.Columns).ToImmutableArray();
        return new GenerationPlanning(new GenerationPlan(recipe, [.. modelled], [.. rules], ordered, [.. output], constraints, unique, transforms, correlated,
            [.. texts.Select(t => TextOf(t, settings.GetValueOrDefault(t.Name)?.Text ?? new RecipeText()))])
        {
            Pseudonyms = [.. pseudonyms],
            TextsReplaced = !recipe.IsPrivate ? [] : [.. (reference?.Columns ?? []).Where(c => !settings.ContainsKey(c.Name) && DefaultRules.IsText(c, recipe with { Engine = Engines.EngineCatalog.Auto, Options = new EngineOptions() })).Select(c => c.Name)],
        }, []);

        TextPlan TextOf(ColumnSchema schema, RecipeText text) => new(schema.Name, text.Floor, text.ReplacePersonal, [.. reference!.Columns.Select(c => c.Name).Where(c => modelled.Contains(c) || computed.Exists(k => k.Schema.Name == c))]);

        void AddRule(string name, RecipeRule rule, ColumnSchema? template)
        {
            if (rule.Kind == "expression")
                computed.Add(new ComputedColumn(template ?? new ColumnSchema(name, ColumnKind.Numeric) { Decimals = rule.Decimals ?? 6 }, RowExpression.Parse(rule.Expression!).Expression!, rule.Missing));
            else
                rules.Add(new RuleColumn(name, rule, template));
        }
    }

    /// <summary>What-ifs of columns that are not learned as they are, boosts and conditions of row numbers, and the name that the column of weights needs.</summary>
    private static void CheckControls(Recipe recipe, List<string> modelled, List<RuleColumn> rules, List<string> output, string[] replaced, ConstraintTransforms transforms, List<RecipeProblem> problems)
    {
        for (int i = 0; i < recipe.WhatIfs.Length && recipe.Engine != Engines.EngineCatalog.Rules; i++)
        {
            string column = recipe.WhatIfs[i].Column;
            if (!modelled.Contains(column))
                problems.Add(new RecipeProblem($"what-ifs[{i}].column", $"'{column}' is not learned from the reference: a rule or formula makes it. Change that instead, or let the column be modelled."));
            else if (transforms.Changes(column))
                problems.Add(new RecipeProblem($"what-ifs[{i}].column", $"A constraint has '{column}' learned in another form (a difference to the lower column, or part of a combination), which a what-if cannot move. Move the lower column of the inequality, write the constraint as an expression, or remove one of the two."));
        }

        foreach (var (path, when) in recipe.Boosts.Select((b, i) => ($"boosts[{i}].when", b.When)).Concat(recipe.Conditions.Select((c, i) => ($"conditions[{i}].when", c.When))))
        {
            var columns = RowExpression.Parse(when).Expression!.Columns;
            foreach (var sequence in rules.Where(r => r.IsSequence && columns.Contains(r.Schema.Name)))
                problems.Add(new RecipeProblem(path, $"'{sequence.Schema.Name}' numbers the rows that are kept, so it cannot say which to keep. Leave it out of the condition."));
        }

        for (int i = 0; i < recipe.Rebalance.Length; i++)
        {
            if (rules.Find(r => r.Schema.Name == recipe.Rebalance[i].Column) is { } rule && rule.Schema.Kind is ColumnKind.Numeric or ColumnKind.DateTime)
                problems.Add(new RecipeProblem($"rebalance[{i}].column", $"'{rule.Schema.Name}' has no labels; only labels have shares. Change its rule instead."));
            else if (replaced.Contains(recipe.Rebalance[i].Column))
                problems.Add(new RecipeProblem($"rebalance[{i}].column", $"'{recipe.Rebalance[i].Column}' is personal data whose values are made up when rows are drawn: none can be asked for before. Rebalance another column, or boost rows by one."));
            else if (output.Contains(recipe.Rebalance[i].Column) && !modelled.Contains(recipe.Rebalance[i].Column) && rules.TrueForAll(r => r.Schema.Name != recipe.Rebalance[i].Column))
                problems.Add(new RecipeProblem($"rebalance[{i}].column", $"'{recipe.Rebalance[i].Column}' is computed from other columns. Rebalance one of those, or boost rows by an expression."));
        }

        if (RowTilt.IsAskedBy(recipe) && output.Contains(RowTilt.WeightColumn))
            problems.Add(new RecipeProblem(recipe.Boosts.Length > 0 ? "boosts" : recipe.Rebalance.Length > 0 ? "rebalance" : "coverage", $"A column '{RowTilt.WeightColumn}' with the weights of the rows is added, and there already is one. Drop or rename that column."));
    }

    /// <summary>Constraints on columns that are made in a way in which they cannot be kept.</summary>
    private static void CheckConstraints(Recipe recipe, List<string> modelled, List<RuleColumn> rules, string[] replaced, List<RecipeProblem> problems)
    {
        for (int i = 0; i < recipe.Constraints.Length; i++)
        {
            var constraint = recipe.Constraints[i];
            if (constraint.Kind == "fixed-combination" && constraint.Columns.FirstOrDefault(c => !modelled.Contains(c)) is { } made)
                problems.Add(new RecipeProblem($"constraints[{i}].columns", replaced.Contains(made)
                    ? $"'{made}' is personal data that is replaced, and a fixed combination repeats the reference's own. Leave it out of the combination: which values go with which is learned, though not without exception."
                    : $"'{made}' is not learned from the reference, and a fixed combination is one of the reference's. Remove the rule or formula of '{made}', or leave it out of the combination."));
            if (constraint.Kind is "range" or "inequality" && constraint.Columns.FirstOrDefault(replaced.Contains) is { } personal)
                problems.Add(new RecipeProblem($"constraints[{i}].columns", $"'{personal}' is personal data that is replaced by made-up text; only numbers and dates can be compared. Remove the constraint."));
            if (constraint.Kind is "range" or "inequality" && rules.Find(r => constraint.Columns.Contains(r.Schema.Name) && r.Schema.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime)) is { } text)
                problems.Add(new RecipeProblem($"constraints[{i}].columns", $"The rule of '{text.Schema.Name}' makes text; only numbers and dates can be compared. Give it a rule that makes numbers or dates, or remove the constraint."));
        }
    }
}
