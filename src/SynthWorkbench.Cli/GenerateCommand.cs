using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Cli;

/// <summary><c>synthwb generate</c>: the same pipeline as a run in the workbench; the same recipe, reference and seed give the same rows.</summary>
internal static class GenerateCommand
{
    private sealed record Settings(FileInfo? Reference, FileInfo? Recipe, FileInfo? Statistics, string? Engine, long? Rows, ulong? Seed, int? MinDonors, double? Realism, double? Coverage, double? Epsilon, double? Delta, string[] Conditions, int? TextFloor, string[] Tables, string[] TableOrder, string? Order, string? Entity, bool Flat, double HoldoutShare, ulong HoldoutSeed, FileInfo Out, FileInfo? TrainOut, FileInfo? HoldoutOut, FileInfo? Timings);

    public static Command Create()
    {
        var reference = new Option<FileInfo?>("--reference") { Description = "The table to learn from." };
        var recipe = new Option<FileInfo?>("--recipe") { Description = "A recipe as YAML or JSON; without one a recipe is drafted from the reference." };
        var statistics = new Option<FileInfo?>("--statistics") { Description = "Published statistics, a column a line (age: 54.2 ± 12.1, min 18, max 95): rows are made by rules, without a reference." };
        var engine = new Option<string?>("--engine") { Description = $"{string.Join(", ", EngineCatalog.Ids)}; overrides the recipe." };
        var rows = new Option<long?>("--rows") { Description = "Rows to generate; overrides the recipe." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of every draw; overrides the recipe." };
        var donors = new Option<int?>("--min-donors") { Description = "Smallest donor group of the trees; overrides the recipe." };
        var share = new Option<double>("--holdout-share") { Description = "Share of the reference that is held out and never learned; 0 for none.", DefaultValueFactory = _ => 0.2 };
        var holdoutSeed = new Option<ulong>("--holdout-seed") { Description = "Seed of the holdout.", DefaultValueFactory = _ => 1 };
        var output = new Option<FileInfo>("--out") { Description = "Where the rows go; the format follows the ending (.csv, .parquet, .jsonl).", Required = true };
        var trainOut = new Option<FileInfo?>("--train-out") { Description = "Also write the rows that were learned from, for evaluate --reference." };
        var holdoutOut = new Option<FileInfo?>("--holdout-out") { Description = "Also write the rows held out, for evaluate --holdout." };
        var timings = new Option<FileInfo?>("--timings") { Description = "Write seconds of each step as JSON." };
        var realism = new Option<double?>("--realism") { Description = "0 (columns drawn alone) to 1 (smallest groups of similar rows); overrides the recipe." };
        var coverage = new Option<double?>("--coverage") { Description = "0 (no labels of few rows, no outermost values) over 0.5 (as the reference) to 1 (rows with a rare label five times as often, with a column _weight); overrides the recipe." };
        var epsilon = new Option<double?>("--epsilon") { Description = $"Differential privacy of the fit, {PrivacyOptions.LeastEpsilon} to {PrivacyOptions.MostEpsilon}, smaller is more private; only with the engine {EngineCatalog.PrivateMarginals} or {EngineCatalog.Auto}; overrides the recipe." };
        var delta = new Option<double?>("--delta") { Description = "The probability with which epsilon may be exceeded, well below 1 / rows; overrides the recipe." };
        var condition = new Option<string[]>("--condition") { Description = "Rows that meet a condition for certain, as ROWS:EXPRESSION, e.g. \"1000:age > 80 and sex = 'F'\"; they stand first. May be given several times; overrides the recipe's conditions." };
        var textFloor = new Option<int?>("--text-floor") { Description = $"Rows that a span of words of a column of free text must stand in to be written, {RecipeText.LeastFloor} or more; overrides the recipe." };
        var order = new Option<string?>("--order") { Description = "The columns that order the rows, separated by commas, coarsest first (date, or year,month,day,hour): the table is generated as a sequence. Without it a time axis is looked for." };
        var entity = new Option<string?>("--entity") { Description = "The column that names whose rows they are; only with --order. Without it the table is one series." };
        var tables = new Option<string[]>("--table") { Description = "Another table that is generated with the reference, as NAME=FILE; may be given several times. Keys come from the recipe's relations, or are found in names and values. --out is then a folder of CSV files." };
        var tableOrder = new Option<string[]>("--table-order") { Description = "What orders the rows of one parent in another table, as NAME=COLUMNS, e.g. visits=day; only without a recipe." };
        var flat = new Option<bool>("--no-sequence") { Description = "Take the rows for a set without order, whatever the recipe or a time axis says." };
        var command = new Command("generate", "Generate a synthetic table.") { reference, recipe, statistics, engine, rows, seed, donors, realism, coverage, epsilon, delta, condition, textFloor, tables, tableOrder, order, entity, flat, share, holdoutSeed, output, trainOut, holdoutOut, timings };
        command.SetAction((parsed, cancellation) => Task.FromResult(ExitCodes.Guard(() => Run(
            new Settings(parsed.GetValue(reference), parsed.GetValue(recipe), parsed.GetValue(statistics), parsed.GetValue(engine), parsed.GetValue(rows), parsed.GetValue(seed), parsed.GetValue(donors), parsed.GetValue(realism), parsed.GetValue(coverage), parsed.GetValue(epsilon), parsed.GetValue(delta), parsed.GetValue(condition) ?? [], parsed.GetValue(textFloor), parsed.GetValue(tables) ?? [], parsed.GetValue(tableOrder) ?? [], parsed.GetValue(order), parsed.GetValue(entity), parsed.GetValue(flat), parsed.GetValue(share), parsed.GetValue(holdoutSeed), parsed.GetValue(output)!, parsed.GetValue(trainOut), parsed.GetValue(holdoutOut), parsed.GetValue(timings)),
            cancellation))));
        return command;
    }

    private static int Run(Settings settings, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        Table? all = settings.Reference is null ? null : TableReader.ReadAll(settings.Reference.FullName, null, cancellation);
        double read = watch.Elapsed.TotalSeconds;
        if (settings.Tables.Length > 0)
            return RunTables(settings, all ?? throw new BadInputException("--table adds to a reference. Give the table that names no other as --reference FILE."), cancellation);
        var recipe = ReadRecipe(settings, all);
        if (recipe.Relations is { Tables.Length: 0 } && all is not null)
            return RunTables(settings, all, cancellation);
        if (recipe.Relations is { Tables.Length: > 0 })
            throw new BadInputException($"The recipe generates several tables. Give each of the others as --table NAME=FILE: {string.Join(", ", recipe.Relations.Tables.Select(t => t.Name))}.");
        var format = FormatOf(settings.Out);
        var (train, held) = all is null ? (null, null) : settings.HoldoutShare > 0 ? new HoldoutSplit(settings.HoldoutSeed, settings.HoldoutShare) { Sequence = recipe.Sequence }.Split(all) : (all, all.Slice(0, 0));
        if (settings.HoldoutOut is { } keep && held is not null)
            TableWriter.Write(held, keep.FullName, FormatOf(keep));
        if (settings.TrainOut is { } seen && train is not null)
            TableWriter.Write(train, seen.FullName, FormatOf(seen));
        var planning = GenerationPlan.Create(recipe, train?.Schema);
        if (planning.Plan is not { } plan)
            throw new BadInputException(string.Join(Environment.NewLine, planning.Problems));

        watch.Restart();
        if (train is not null)
        {
            foreach (string column in plan.TextsReplaced)
                Console.Error.WriteLine($"note: {column} is free text and replaced by made-up sentences: privacy is on, and what is learned of texts has no guarantee.");
            // Of all rows, so that the row told is the file's.
            if (plan.IsSequence && recipe.Sequence!.DisorderOf(all!) is { } disorder)
                Judge([new ConstraintFinding("sequence", disorder, true)]);
            Judge([.. ConstraintFindings.Of(plan, train), .. CoverageFindings.Of(plan, train)]);
        }

        var model = GenerationPipeline.Fit(plan, train, new ConsoleProgress(), cancellation);
        double fit = watch.Elapsed.TotalSeconds;
        ConsoleProgress.End();
        foreach (string note in plan.NotesOf(model))
            Console.Error.WriteLine($"note: {note}");
        watch.Restart();
        var pipeline = new GenerationPipeline(plan, model);
        using var digest = new TableDigest(pipeline.Schema);
        using (var writer = TableWriter.Create(settings.Out.FullName, format, pipeline.Schema))
        {
            for (int chunk = 0; chunk < pipeline.ChunkCount; chunk++)
            {
                var drawn = pipeline.DrawChunk(chunk, cancellation);
                writer.Append(drawn);
                digest.Append(drawn);
                ConsoleProgress.Tell($"sample {writer.RowCount:N0} of {recipe.Rows:N0} rows, {writer.RowCount / Math.Max(0.001, watch.Elapsed.TotalSeconds):N0} a second ");
            }

            writer.Complete();
        }

        double sample = watch.Elapsed.TotalSeconds;
        ConsoleProgress.End();
        Console.WriteLine($"rows {recipe.Rows}");
        Console.WriteLine($"digest {digest.Complete()}");
        Console.WriteLine($"refused by constraints {pipeline.RejectionRate:P2}");
        if (pipeline.UnmetRate > 0)
            Console.WriteLine($"drawn for a condition and not meeting it {pipeline.UnmetRate:P2}");
        if (pipeline.PassedOverRate > 0)
            Console.WriteLine($"passed over by boosts and coverage {pipeline.PassedOverRate:P2}");
        if (model?.Privacy is { } privacy)
            Console.WriteLine($"privacy {privacy}");
        Console.WriteLine($"read {read:0.00} s, fit {fit:0.00} s, sample and write {sample:0.00} s");
        if (settings.Timings is not null)
            File.WriteAllText(settings.Timings.FullName, JsonSerializer.Serialize(new { readSeconds = read, fitSeconds = fit, sampleSeconds = sample, rows = recipe.Rows, engine = recipe.Engine, cores = Environment.ProcessorCount, privacy = Claim(model?.Privacy) }));
        return ExitCodes.Done;
    }

    /// <summary>The reference goes by its name in the recipe's relations, else by its file's.</summary>
    private static int RunTables(Settings settings, Table reference, CancellationToken cancellation)
    {
        if (settings.Recipe is not null && settings.TableOrder.Length > 0)
            throw new BadInputException("The recipe says what orders the rows of its tables. Leave --table-order out, or the recipe.");
        if (settings is { TrainOut: not null } or { HoldoutOut: not null } or { Timings: not null } or { Order: not null } or { Entity: not null } or { Statistics: not null })
            throw new BadInputException("--train-out, --holdout-out, --timings, --order, --entity and --statistics are of one table. Leave them out with --table; --table-order says what orders the rows of a table.");
        var others = RelationGeneration.Read(settings.Tables, cancellation);
        var written = settings.Recipe is null ? null : ReadRecipe(settings with { Flat = true }, reference);
        string own = written?.Relations?.Table ?? Path.GetFileNameWithoutExtension(settings.Reference!.Name);
        var all = new Dictionary<string, Table>(StringComparer.Ordinal) { [own] = reference };
        foreach (var (name, table) in others)
        {
            if (!all.TryAdd(name, table))
                throw new BadInputException($"--table {name} has the name of the reference. Give each table its own name.");
        }

        var recipe = written ?? Overridden(settings with { Flat = true }, RelationGeneration.Draft(all, settings.TableOrder));
        if (settings.Rows is null && settings.HoldoutShare > 0 && written is null)
            recipe = recipe with { Rows = Math.Max(1, (long)Math.Round(all[recipe.Relations!.Table].RowCount * (1 - settings.HoldoutShare))) };
        if (settings.TextFloor is { } floor)
        {
            var relations = recipe.Relations ?? throw new BadInputException("The recipe has no relations. Add them, or leave --table out.");
            recipe = recipe with
            {
                Columns = WithFloor(recipe, reference, floor),
                Relations = relations with { Tables = [.. relations.Tables.Select(t => t with { Columns = WithFloor(recipe with { Columns = t.Columns }, all.GetValueOrDefault(t.Name), floor) })] },
            };
        }

        return RelationGeneration.Run(recipe, all, (settings.HoldoutShare, settings.HoldoutSeed), new DirectoryInfo(settings.Out.FullName), cancellation);
    }

    private static object? Claim(PrivacyStatement? privacy) => privacy is null ? null
        : new { epsilon = privacy.Epsilon, delta = privacy.Delta, rho = privacy.Rho, epsilonSpent = privacy.EpsilonSpent, neighbours = PrivacyStatement.Neighbours, assumedPublic = privacy.Assumed, steps = privacy.Steps.Select(s => new { what = s.What, rho = s.Rho }) };

    private static Recipe ReadRecipe(Settings settings, Table? reference)
    {
        if (settings.Statistics is not null && (settings.Reference is not null || settings.Recipe is not null))
            throw new BadInputException("--statistics drafts a recipe without a reference. Leave out --reference and --recipe, or --statistics.");
        var reading = settings switch
        {
            { Statistics: { } statistics } => StatisticsDraft.Read(Path.GetFileNameWithoutExtension(statistics.Name), File.ReadAllText(statistics.FullName)),
            { Recipe: { } file } => RecipeDocument.Parse(File.ReadAllText(file.FullName)),
            _ when reference is not null => new RecipeReading(Draft(settings, reference), []),
            _ => throw new BadInputException("Give a reference (--reference FILE), a recipe (--recipe FILE) or both, or published statistics (--statistics FILE)."),
        };
        var recipe = reading.Recipe ?? throw new BadInputException(string.Join(Environment.NewLine, reading.Problems));
        if (settings.TextFloor is { } floor)
            recipe = recipe with { Columns = WithFloor(recipe, reference, floor) };
        if (settings is { TextFloor: not null, Tables: [] } && recipe.Columns.All(c => c.Action != "text"))
            Console.Error.WriteLine("note: --text-floor changes nothing, no column is free text. A column is by 'action: text' in the recipe.");
        return Overridden(settings, recipe);
    }

    private static Recipe Overridden(Settings settings, Recipe recipe) => recipe with
    {
        Engine = settings.Engine ?? recipe.Engine,
        Sequence = settings.Flat ? null : Sequence(settings) ?? recipe.Sequence,
        Rows = settings.Rows ?? recipe.Rows,
        Seed = settings.Seed ?? recipe.Seed,
        Realism = settings.Realism ?? recipe.Realism,
        Coverage = settings.Coverage ?? recipe.Coverage,
        Conditions = settings.Conditions.Length > 0 ? [.. settings.Conditions.Select(ConditionOf)] : recipe.Conditions,
        Options = recipe.Options with { MinDonors = settings.MinDonors ?? recipe.Options.MinDonors, Privacy = Privacy(settings, recipe.Options.Privacy) },
    };

    /// <summary>The recipe's columns, those of free text with the floor.</summary>
    private static ImmutableArray<RecipeColumn> WithFloor(Recipe recipe, Table? reference, int floor)
    {
        var usual = (reference?.Schema.Columns ?? []).Where(c => DefaultRules.IsText(c, recipe) && recipe.Columns.All(s => s.Name != c.Name)).Select(c => new RecipeColumn { Name = c.Name, Action = "text" });
        return [.. recipe.Columns.Concat(usual).Select(c => c.Action == "text" ? c with { Text = c.Text with { Floor = floor } } : c)];
    }

    private static SequenceColumns? Sequence(Settings settings) => settings.Order is { } order ? SequenceOf(order, settings.Entity)
        : settings.Entity is null ? null : throw new BadInputException("--entity says whose rows they are; --order must say what orders them, for example --order date.");

    /// <summary>Columns as the command line names them.</summary>
    internal static SequenceColumns SequenceOf(string order, string? entity) => new() { Entity = entity, Order = [.. order.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] };

    /// <summary>A recipe drafted from the reference; as a sequence where an order is given or found.</summary>
    private static Recipe Draft(Settings settings, Table reference)
    {
        var found = settings.Flat || settings.Order is not null ? null : SequenceDetection.Of(reference);
        if (found is not null)
            Console.Error.WriteLine($"note: {found.Reason} --no-sequence takes the rows for a set without order.");
        return RecipeDrafts.For(Path.GetFileNameWithoutExtension(settings.Reference!.Name), null, reference.Schema, reference.RowCount, Sequence(settings) ?? found?.Columns);
    }

    private static RecipeCondition ConditionOf(string text) =>
        text.Split(':', 2) is [var rows, var when] && long.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out long asked)
            ? new RecipeCondition(when.Trim(), asked)
            : throw new BadInputException($"--condition '{text}' is not of the form ROWS:EXPRESSION, for example 1000:age > 80.");

    private static PrivacyOptions? Privacy(Settings settings, PrivacyOptions? asked)
    {
        if (settings is { Epsilon: null, Delta: null })
            return asked;
        asked ??= new PrivacyOptions();
        return asked with { Epsilon = settings.Epsilon ?? asked.Epsilon, Delta = settings.Delta ?? asked.Delta };
    }

    /// <summary>Tells what the reference says against constraints and boosts; stops where no row could keep them.</summary>
    private static void Judge(IReadOnlyList<ConstraintFinding> findings)
    {
        foreach (var finding in findings)
        {
            if (finding.IsContradiction)
                throw new BadInputException($"The recipe contradicts its reference. {finding}");
            Console.Error.WriteLine($"note: {finding}");
        }
    }

    private static TableFormat FormatOf(FileInfo file) => file.Extension.ToLowerInvariant() switch
    {
        ".csv" => TableFormat.Csv,
        ".parquet" => TableFormat.Parquet,
        ".jsonl" => TableFormat.JsonLines,
        var other => throw new BadInputException($"The ending '{other}' names no format. Use .csv, .parquet or .jsonl."),
    };
}
