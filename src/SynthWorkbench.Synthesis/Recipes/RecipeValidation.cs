using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Expressions;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Checks a recipe against the schema of its reference: columns that are gone, rules and constraints that cannot work.</summary>
public static class RecipeValidation
{
    private const int MostBoosts = 20, MostConditions = 20, MostCorrelations = 2_000;

    /// <summary>All problems; empty when the recipe can be planned. <paramref name="reference"/> is null where there is none.</summary>
    public static IReadOnlyList<RecipeProblem> Check(Recipe recipe, TableSchema? reference)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var problems = new List<RecipeProblem>();
        if (!Engines.EngineCatalog.Ids.Contains(recipe.Engine))
            problems.Add(new RecipeProblem("engine", $"There is no engine '{recipe.Engine}'. Choose one of {string.Join(", ", Engines.EngineCatalog.Ids)}."));
        if (recipe.Rows < 1)
            problems.Add(new RecipeProblem("rows", $"The recipe generates {recipe.Rows:N0} rows. Ask for one at least."));
        if (!(recipe.Realism is >= 0 and <= 1))
            problems.Add(new RecipeProblem("realism", $"Realism is {recipe.Realism}; it lies between 0 and 1."));
        foreach (var column in recipe.Columns.Where(c => c.Realism is not null and not (>= 0 and <= 1)))
            problems.Add(new RecipeProblem("columns", $"The realism of '{column.Name}' is {column.Realism}; it lies between 0 and 1."));
        if (!(recipe.Coverage is >= 0 and <= 1))
            problems.Add(new RecipeProblem("coverage", $"Coverage is {recipe.Coverage}; it lies between 0 (precision) and 1, and 0.5 is as the reference."));
        if (reference is null && recipe.Engine != "rules")
            problems.Add(new RecipeProblem("reference", $"The engine '{recipe.Engine}' learns from a reference and none is given. Choose a reference, or the engine 'rules'."));
        var names = new HashSet<string>(reference?.Columns.Select(c => c.Name) ?? [], StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < recipe.Columns.Length; i++)
        {
            var column = recipe.Columns[i];
            string path = $"columns[{i}]";
            if (!seen.Add(column.Name))
                problems.Add(new RecipeProblem(path, $"Column '{column.Name}' is listed twice."));
            if (column.Action != "rule" && !names.Contains(column.Name))
                problems.Add(new RecipeProblem(path, reference is null ? $"Column '{column.Name}' has no rule, and there is no reference to model it from." : $"The reference has no column '{column.Name}'. Remove the entry or give the column a rule."));
            if (column is { Action: "model" } && recipe.Engine == "rules")
                problems.Add(new RecipeProblem(path, $"The engine 'rules' models nothing: give '{column.Name}' a rule or drop it."));
            if (column.Rule is not null)
                CheckRule(column.Rule, $"{path}.rule", problems);
        }

        if (recipe.Engine == "rules" && reference is not null)
        {
            foreach (var column in reference.Columns.Where(c => !seen.Contains(c.Name) && Generation.DefaultRules.For(c) is null))
                problems.Add(new RecipeProblem("columns", $"The engine 'rules' models nothing, and column '{column.Name}' of the reference has no rule. Give it one, drop it, or choose the engine 'trees'."));
        }

        var dropped = recipe.Columns.Where(c => c.Action == "drop").Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var available = new HashSet<string>(names.Concat(recipe.Columns.Where(c => c.Rule is not null).Select(c => c.Name)), StringComparer.Ordinal);
        available.ExceptWith(dropped);
        for (int i = 0; i < recipe.Columns.Length; i++)
        {
            if (recipe.Columns[i].Rule is { Kind: "expression", Expression: { } text })
                CheckExpression(text, $"columns[{i}].rule.expression", available, problems);
        }

        for (int i = 0; i < recipe.Constraints.Length; i++)
            CheckConstraint(recipe, recipe.Constraints[i], $"constraints[{i}]", reference, available, problems);
        CheckCorrelations(recipe, available, problems);
        CheckBoosts(recipe, available, problems);
        RebalanceValidation.Check(recipe, reference, available, problems);
        CheckConditions(recipe, available, problems);
        ConditionReach.Check(recipe, reference, problems);
        CheckWhatIfs(recipe, reference, available, problems);
        PrivacyValidation.Check(recipe, reference, problems);
        SequenceValidation.Check(recipe, reference, problems);
        RelationsValidation.Check(recipe, reference is null || recipe.Relations is null ? [] : new Dictionary<string, TableSchema> { [recipe.Relations.Table] = reference }, problems);
        TextValidation.Check(recipe, reference, problems);
        ReplaceValidation.Check(recipe, reference, problems);
        CheckContradictions(recipe, problems);
        var objective = recipe.Objective;
        if (objective.Target is { } target && !available.Contains(target))
            problems.Add(new RecipeProblem("objective.target", $"The target '{target}' is not among the columns generated."));
        if (objective.Task != "none" && objective.Target is null)
            problems.Add(new RecipeProblem("objective.target", $"The task '{objective.Task}' needs a target column."));
        return problems;
    }

    private static void CheckRule(RecipeRule rule, string path, List<RecipeProblem> problems)
    {
        bool complete = rule.Kind switch
        {
            "pattern" => !string.IsNullOrEmpty(rule.Pattern),
            "constant" => rule.Values.Length == 1,
            "list" => rule.Values.Length > 0,
            "integer" or "uniform" => rule is { Min: not null, Max: not null },
            "normal" => rule is { Mean: not null, Sd: not null },
            "lognormal" => rule is { Mean: > 0, Sd: not null },
            "exponential" or "poisson" => rule.Mean is > 0 and <= 1e7,
            "bernoulli" => rule.Mean is >= 0 and <= 1,
            "date" or "datetime" => IsDate(rule.From) && IsDate(rule.To),
            "expression" => !string.IsNullOrEmpty(rule.Expression),
            "foreign-key" => rule.Count is > 0,
            _ => true,
        };
        if (!complete)
            problems.Add(new RecipeProblem(path, $"A rule of kind '{rule.Kind}' needs {RuleKinds.Needs(rule.Kind)}{(rule.Kind is "date" or "datetime" ? " as yyyy-MM-dd" : rule.Kind == "bernoulli" ? " from 0 to 1" : rule.Kind is "lognormal" or "exponential" or "poisson" ? " above 0" : "")}."));
        if (rule.Min > rule.Max)
            problems.Add(new RecipeProblem($"{path}.min", $"The smallest value {rule.Min} is above the largest {rule.Max}."));
        if (IsDate(rule.From) && IsDate(rule.To) && RuleColumn.ParseDate(rule.From) > RuleColumn.ParseDate(rule.To))
            problems.Add(new RecipeProblem($"{path}.from", $"The first date {rule.From} is after the last {rule.To}."));
        if (rule.Weights.Length > 0 && rule.Weights.Length != rule.Values.Length)
            problems.Add(new RecipeProblem($"{path}.weights", $"There are {rule.Weights.Length} weights for {rule.Values.Length} values."));
        if (rule.Weights.Any(w => w < 0) || (rule.Weights.Length > 0 && rule.Weights.Sum() <= 0))
            problems.Add(new RecipeProblem($"{path}.weights", "Weights must not be negative, and one must be above zero."));
    }

    internal static bool IsDate(string? text) => text is not null && DateTime.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _);

    private static void CheckConstraint(Recipe recipe, RecipeConstraint constraint, string path, TableSchema? reference, HashSet<string> available, List<RecipeProblem> problems)
    {
        foreach (string column in constraint.Columns.Where(c => !available.Contains(c)))
            problems.Add(new RecipeProblem($"{path}.columns", $"Column '{column}' is not among the columns generated."));
        int wanted = constraint.Kind switch { "range" => 1, "inequality" => 2, _ => -1 };
        if (wanted > 0 && constraint.Columns.Length != wanted)
            problems.Add(new RecipeProblem($"{path}.columns", $"A constraint of kind '{constraint.Kind}' speaks of {wanted} column{(wanted > 1 ? "s (low, high)" : "")}, not {constraint.Columns.Length}."));
        if (constraint.Kind is "fixed-combination" && constraint.Columns.Length < 2)
            problems.Add(new RecipeProblem($"{path}.columns", "A fixed combination needs at least two columns."));
        if (constraint.Kind == "unique" && constraint.Columns.Length == 0)
            problems.Add(new RecipeProblem($"{path}.columns", "Name the columns whose combination must be unique."));
        if (constraint.Kind == "range" && constraint is { Min: null, Max: null })
            problems.Add(new RecipeProblem(path, "A range needs min, max or both."));
        if (constraint.Min > constraint.Max)
            problems.Add(new RecipeProblem($"{path}.min", $"The smallest value {constraint.Min} is above the largest {constraint.Max}: no row can satisfy it."));
        if (constraint.Kind is "range" or "inequality" && reference is not null)
        {
            var kinds = constraint.Columns.Where(reference.Contains).Select(c => reference[reference.IndexOf(c)])
                .Where(c => c.Kind is not (ColumnKind.Numeric or ColumnKind.DateTime) && recipe.Columns.FirstOrDefault(s => s.Name == c.Name)?.Rule is null);
            foreach (var column in kinds)
                problems.Add(new RecipeProblem($"{path}.columns", $"'{column.Name}' is {column.Kind.ToString().ToLowerInvariant()}; only numbers and dates can be compared."));
        }

        if (constraint.Kind == "expression")
        {
            if (constraint.Expression is not { } text)
                problems.Add(new RecipeProblem($"{path}.expression", "An expression is missing."));
            else
                CheckTruth(text, $"{path}.expression", available, problems);
        }
    }

    private static void CheckCorrelations(Recipe recipe, HashSet<string> available, List<RecipeProblem> problems)
    {
        if (recipe.Correlations.Length > MostCorrelations)
            problems.Add(new RecipeProblem("correlations", $"There are {recipe.Correlations.Length} correlations; at most {MostCorrelations} are allowed. Leave out those that are close to 0."));
        var pairs = new HashSet<(string, string)>();
        for (int i = 0; i < recipe.Correlations.Length; i++)
        {
            var (columns, value) = recipe.Correlations[i];
            string path = $"correlations[{i}]";
            if (!(Math.Abs(value) <= RecipeCorrelation.Most))
                problems.Add(new RecipeProblem($"{path}.value", $"The correlation is {value}; it lies between -{RecipeCorrelation.Most} and {RecipeCorrelation.Most}."));
            if (columns.Length != 2 || columns[0] == columns[1])
            {
                problems.Add(new RecipeProblem($"{path}.columns", "A correlation speaks of two different columns."));
                continue;
            }

            if (!pairs.Add(string.CompareOrdinal(columns[0], columns[1]) < 0 ? (columns[0], columns[1]) : (columns[1], columns[0])))
                problems.Add(new RecipeProblem(path, $"The correlation of '{columns[0]}' and '{columns[1]}' is given twice. Remove one."));
            foreach (string column in columns)
            {
                if (!available.Contains(column))
                    problems.Add(new RecipeProblem($"{path}.columns", $"Column '{column}' is not among the columns generated."));
                else if (recipe.Columns.FirstOrDefault(c => c.Name == column)?.Rule is { } rule && !RuleKinds.HasOrder(rule.Kind))
                    problems.Add(new RecipeProblem($"{path}.columns", $"A rule of kind '{rule.Kind}' has no order, so '{column}' cannot correlate with anything. Rules of numbers, dates, lists and true or false can."));
            }
        }
    }

    private static void CheckBoosts(Recipe recipe, HashSet<string> available, List<RecipeProblem> problems)
    {
        if (recipe.Boosts.Length > MostBoosts)
            problems.Add(new RecipeProblem("boosts", $"There are {recipe.Boosts.Length} boosts; at most {MostBoosts} are allowed. Join conditions that have the same factor with 'or'."));
        for (int i = 0; i < recipe.Boosts.Length; i++)
        {
            var (when, factor) = recipe.Boosts[i];
            if (!(factor is >= RecipeBoost.SmallestFactor and <= RecipeBoost.LargestFactor))
                problems.Add(new RecipeProblem($"boosts[{i}].factor", $"The factor is {factor}; it lies between {RecipeBoost.SmallestFactor} (a fiftieth as often) and {RecipeBoost.LargestFactor} (a hundred times as often). To have no such row at all, add a constraint that refuses it."));
            CheckTruth(when, $"boosts[{i}].when", available, problems);
        }
    }

    private static void CheckConditions(Recipe recipe, HashSet<string> available, List<RecipeProblem> problems)
    {
        if (recipe.Conditions.Length > MostConditions)
            problems.Add(new RecipeProblem("conditions", $"There are {recipe.Conditions.Length} conditions; at most {MostConditions} are allowed. Join some with 'or', or make a recipe for each part."));
        for (int i = 0; i < recipe.Conditions.Length; i++)
        {
            if (recipe.Conditions[i].Rows < 1)
                problems.Add(new RecipeProblem($"conditions[{i}].rows", $"The condition asks for {recipe.Conditions[i].Rows:N0} rows. Ask for one at least, or remove it; to have no such row at all, add a constraint that refuses it."));
            CheckTruth(recipe.Conditions[i].When, $"conditions[{i}].when", available, problems);
        }

        long asked = recipe.Rows < 1 ? 0 : recipe.Conditions.Sum(c => Math.Clamp(c.Rows, 0, recipe.Rows + 1));
        if (asked > Math.Max(0, recipe.Rows))
            problems.Add(new RecipeProblem("conditions", $"The conditions ask for more rows than the {recipe.Rows:N0} that the recipe generates. Generate more rows, or ask for fewer of a condition."));
    }

    private static void CheckWhatIfs(Recipe recipe, TableSchema? reference, HashSet<string> available, List<RecipeProblem> problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < recipe.WhatIfs.Length; i++)
        {
            var whatIf = recipe.WhatIfs[i];
            string path = $"what-ifs[{i}]";
            if (!seen.Add(whatIf.Column))
                problems.Add(new RecipeProblem(path, $"There are two what-ifs of '{whatIf.Column}'. Join them to one."));
            if (whatIf is { Median: null, Min: null, Max: null })
                problems.Add(new RecipeProblem(path, $"The what-if of '{whatIf.Column}' asks nothing. Give it a median, a min or a max, or remove it."));
            foreach (var (name, value) in new[] { ("median", whatIf.Median), ("min", whatIf.Min), ("max", whatIf.Max) })
            {
                if (value is { } number && !double.IsFinite(number))
                    problems.Add(new RecipeProblem($"{path}.{name}", $"{number} is not a number that a column can hold. Give a finite number."));
            }

            if (whatIf.Min >= whatIf.Max)
                problems.Add(new RecipeProblem($"{path}.min", $"The smallest value {whatIf.Min} must be below the largest {whatIf.Max}."));
            if (whatIf.Median < whatIf.Min || whatIf.Median > whatIf.Max)
                problems.Add(new RecipeProblem($"{path}.median", $"The median {whatIf.Median} must lie between the smallest and the largest value wanted ({whatIf.Min?.ToString() ?? "none"} and {whatIf.Max?.ToString() ?? "none"})."));
            if (!available.Contains(whatIf.Column))
                problems.Add(new RecipeProblem($"{path}.column", $"Column '{whatIf.Column}' is not among the columns generated."));
            else if (reference?.Contains(whatIf.Column) == true && reference[reference.IndexOf(whatIf.Column)] is { } schema && schema.Kind != ColumnKind.Numeric)
                problems.Add(new RecipeProblem($"{path}.column", $"'{whatIf.Column}' is {schema.Kind.ToString().ToLowerInvariant()}; only numbers can be moved. A label is drawn more often by a boost such as [{whatIf.Column}] == '...'."));
        }
    }

    private static void CheckTruth(string text, string path, HashSet<string> available, List<RecipeProblem> problems)
    {
        if (CheckExpression(text, path, available, problems) is { IsTruth: false })
            problems.Add(new RecipeProblem(path, $"'{text}' is a value, not something that a row meets or does not. Compare it, as in ({text}) > 0."));
    }

    private static RowExpression? CheckExpression(string text, string path, HashSet<string> available, List<RecipeProblem> problems)
    {
        var reading = RowExpression.Parse(text);
        if (reading.Problem is { } problem)
            problems.Add(new RecipeProblem(path, problem));
        foreach (string column in reading.Expression?.Columns.Where(c => !available.Contains(c)) ?? [])
            problems.Add(new RecipeProblem(path, $"'{column}' is not a column generated. A name with other characters than letters, digits and _ is written [{column}]."));
        return reading.Expression;
    }

    /// <summary>Two ranges of one column that do not meet, and two inequalities in a circle of which one is strict.</summary>
    private static void CheckContradictions(Recipe recipe, List<RecipeProblem> problems)
    {
        foreach (var ranges in recipe.Constraints.Select((c, i) => (Constraint: c, Index: i)).Where(c => c.Constraint is { Kind: "range", Columns.Length: 1 }).GroupBy(c => c.Constraint.Columns[0]))
        {
            var low = ranges.MaxBy(r => r.Constraint.Min ?? double.MinValue);
            var high = ranges.MinBy(r => r.Constraint.Max ?? double.MaxValue);
            if (low.Index != high.Index && low.Constraint.Min > high.Constraint.Max)
                problems.Add(new RecipeProblem($"constraints[{low.Index}]", $"This contradicts constraints[{high.Index}]: '{ranges.Key}' cannot be at least {low.Constraint.Min} and at most {high.Constraint.Max}."));
        }

        for (int i = 0; i < recipe.Constraints.Length; i++)
        {
            for (int j = i + 1; j < recipe.Constraints.Length; j++)
            {
                var a = recipe.Constraints[i];
                var b = recipe.Constraints[j];
                if (a is { Kind: "inequality", Columns.Length: 2 } && b is { Kind: "inequality", Columns.Length: 2 } && a.Columns[0] == b.Columns[1] && a.Columns[1] == b.Columns[0] && (a.Strict || b.Strict))
                    problems.Add(new RecipeProblem($"constraints[{j}]", $"This contradicts constraints[{i}]: '{a.Columns[0]}' and '{a.Columns[1]}' cannot each be above the other."));
            }
        }
    }
}
