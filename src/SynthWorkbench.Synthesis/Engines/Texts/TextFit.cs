using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.FreeText;
using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>A column of free text to be learned.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Floor">Rows that a span of the column must stand in.</param>
/// <param name="ReplacePersonal">Whether personal data in the texts is replaced before anything is learned.</param>
/// <param name="DependsOn">Columns of the output that the text may depend on.</param>
internal sealed record TextPlan(string Column, int Floor, bool ReplacePersonal, ImmutableArray<string> DependsOn);

/// <summary>Learns a column of free text. O(tokens x length of the longest frequent span).</summary>
internal sealed partial class TextFit
{
    /// <summary>Changes whenever the same fit would write other texts.</summary>
    public const string Version = "4";

    /// <summary>Words of the vocabulary; rarer ones are taken for rare.</summary>
    private const int MostWords = 30_000;

    private const int Trials = 3000, TrialRounds = 4;

    private readonly TextPlan _plan;
    private readonly Table _train;
    private readonly string?[] _texts;
    private readonly Vocabulary _folded = new();
    private readonly Vocabulary _exact = new();
    private readonly Vocabulary _forms = new();
    private readonly List<int> _foldedTokens = [], _exactTokens = [], _formTokens = [];
    private readonly List<bool> _isWord = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _rowOf = [];

    private TextFit(Table train, TextPlan plan)
    {
        (_train, _plan) = (train, plan);
        var column = train[plan.Column];
        _texts = [.. Enumerable.Range(0, train.RowCount).Select(row => TextTokens.Normal(column.Format(row)))];
    }

    /// <summary>Learns the column.</summary>
    /// <exception cref="Generation.GenerationRefusedException">There is nothing to learn, see <see cref="ProblemOf"/>.</exception>
    public static FittedText Of(Table train, TextPlan plan, CancellationToken cancellation)
    {
        if (ProblemOf(train, plan) is { } problem)
            throw new Generation.GenerationRefusedException(problem);
        return new TextFit(train, plan).Learn(cancellation);
    }

    /// <summary>Why nothing can be learned of a column, and the way out; null where something can. O(characters).</summary>
    public static string? ProblemOf(Table train, TextPlan plan)
    {
        const string WaysOut = "Drop the column, replace it by a rule (such as sentence or list)";
        var column = train[plan.Column];
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var rows = new Dictionary<string, (int Rows, int Last)>(StringComparer.Ordinal);
        var tokens = new List<TextToken>();
        int present = 0;
        bool hasPair = false;
        for (int row = 0; row < column.Length; row++)
        {
            if (TextTokens.Normal(column.Format(row)) is not { } text)
                continue;
            present++;
            texts.Add(text);
            TextTokens.Split(text, tokens);
            hasPair |= tokens.Count > 1;
            foreach (var token in tokens)
            {
                string bare = TextTokens.Bare(token.In(text)).ToString();
                var (seen, last) = rows.GetValueOrDefault(bare, (0, -1));
                if (last != row)
                    rows[bare] = (seen + 1, row);
            }
        }

        return present == 0 ? $"'{plan.Column}' has no text in any of the {train.RowCount:N0} training rows: there is nothing to learn. {WaysOut}."
            : texts.Count == 1 ? $"'{plan.Column}' has one distinct text in {present:N0} rows: there is nothing to learn but that text. {WaysOut}, or set its action to 'model', which draws it as the label it is."
            : !hasPair ? $"The texts of '{plan.Column}' are single words: nothing follows anything. Set its action to 'model', which draws them as labels, or replace it by a rule."
            : present < plan.Floor ? $"'{plan.Column}' has a text in {present:N0} rows, fewer than the floor of {plan.Floor:N0}: nothing of it may be written. Lower text.floor, or replace the column by a rule."
            : !rows.Any(r => r.Value.Rows >= plan.Floor && TextTokens.IsWord(r.Key)) ? $"No word of '{plan.Column}' stands in {plan.Floor:N0} rows, the floor below which nothing is written; the most frequent one stands in {rows.Where(r => TextTokens.IsWord(r.Key)).Select(r => r.Value.Rows).DefaultIfEmpty(0).Max():N0}. Lower text.floor, or replace the column by a rule."
            : null;
    }

    private FittedText Learn(CancellationToken cancellation)
    {
        Read();
        int[] starts = [.. _starts], folded = [.. _foldedTokens], exact = [.. _exactTokens];
        int[] foldedRows = RowsOf(folded, starts, _folded.Count), exactRows = RowsOf(exact, starts, _exact.Count);
        int[] formRows = RowsOf([.. _formTokens], starts, _forms.Count);
        cancellation.ThrowIfCancellationRequested();

        // Words are kept that are written one way in enough rows; the others are hashed.
        bool[] isWritten = new bool[_folded.Count];
        var foldedOfForm = new int[_forms.Count];
        var exactOfForm = new int[_forms.Count];
        for (int i = 0; i < folded.Length; i++)
            (foldedOfForm[_formTokens[i]], exactOfForm[_formTokens[i]]) = (folded[i], exact[i]);
        for (int f = 0; f < _forms.Count; f++)
            isWritten[foldedOfForm[f]] |= exactRows[exactOfForm[f]] >= _plan.Floor && formRows[f] > 0;
        int[] keptFolded = Kept(foldedRows, f => isWritten[f]), keptExact = Kept(exactRows, _ => true);
        var (foldedOf, foldedWords) = Compact(_folded, keptFolded);
        var (exactOf, exactWords) = Compact(_exact, keptExact);
        ulong[] rare = TextFloors.RareFilter(_folded.Count + _exact.Count + _train.RowCount / 4);
        AddRare(rare, _folded, foldedOf);
        AddRare(rare, _exact, exactOf);
        foreach (string name in RareNames())
            TextFloors.AddRare(rare, name);

        int[] foldedNew = Array.ConvertAll(folded, t => foldedOf[t]), exactNew = Array.ConvertAll(exact, t => exactOf[t]);
        SpanFloor? spans = null, written = null, words = null;
        Parallel.Invoke(
            () => spans = SpanFloor.Of(foldedNew, starts, _plan.Floor),
            () => written = SpanFloor.Of(exactNew, starts, _plan.Floor),
            () => words = WordsAlone(foldedNew, starts));
        cancellation.ThrowIfCancellationRequested();

        var names = _plan.ReplacePersonal ? new NameMentions(_train, _plan.Column, _folded, _forms, _rowOf, starts, folded, [.. _formTokens], Addresses()) : null;
        int begin = foldedWords.Count + PersonalToken.Count(names?.Columns.Length ?? 0), end = begin + 1;
        var sequence = new ModelSequence(this, foldedOf, names, foldedWords.Count, begin, end);
        var model = TokenModel.Of(sequence.Tokens, sequence.Starts, _plan.Floor, begin, end);
        cancellation.ThrowIfCancellationRequested();

        int[] formExact = [.. Enumerable.Range(0, _forms.Count).Select(f => exactOf[exactOfForm[f]])];
        int[] keptForms = [.. Enumerable.Range(0, _forms.Count).Where(f => formExact[f] >= 0 && foldedOf[foldedOfForm[f]] >= 0 && formRows[f] >= _plan.Floor)];
        var formOf = keptForms.Select((f, i) => (f, i)).ToDictionary(p => p.f, p => p.i);
        // A mark of which no spacing alone is frequent is written with the one most frequent.
        var forms = TokenForms.Of(foldedWords.Count, sequence.FormCounts(formOf), [.. keptForms.Select(f => _forms[f])], [.. keptForms.Select(f => formExact[f])], _plan.Floor);
        var segments = Segmented(sequence, begin);
        int[] classes = segments.Columns.Length == 0 ? new int[_train.RowCount] : segments.Columns[0].Codes(_train[segments.Columns[0].Name]);
        int classCount = segments.Columns.Length == 0 ? 1 : segments.Columns[0].Classes;
        var fitted = new FittedText
        {
            Schema = _train[_plan.Column].Schema with { Reason = null },
            Floor = _plan.Floor,
            Floors = new TextFloors(foldedWords, exactWords, rare, spans!, written!, words!),
            Model = model,
            Forms = forms,
            Segments = segments,
            Lengths = TextLength.Plain(classCount, sequence.Longest),
            Missing = MissingShares(classes, classCount),
            NameColumns = names?.Columns ?? [],
            Names = sequence.NameWeights(_plan.Floor),
        };
        return WithLengths(fitted, sequence, classes, classCount, cancellation);
    }

    /// <summary>Tokens of all texts, row by row; rows without a text have none.</summary>
    private void Read()
    {
        var tokens = new List<TextToken>();
        Span<char> buffer = stackalloc char[256];
        for (int row = 0; row < _texts.Length; row++)
        {
            if (_texts[row] is not { } text)
                continue;
            TextTokens.Split(text, tokens);
            foreach (var token in tokens)
                Add(text, token, buffer);
            _starts.Add(_foldedTokens.Count);
            _rowOf.Add(row);
        }
    }

    /// <summary>Tokens within e-mail addresses and the like, which are written small whatever they are.</summary>
    private bool[] Addresses()
    {
        bool[] within = new bool[_foldedTokens.Count];
        var spans = new List<PersonalSpan>();
        var tokens = new List<TextToken>();
        for (int i = 0; i < _rowOf.Count; i++)
        {
            string text = _texts[_rowOf[i]]!;
            if (!text.Contains('@') && !text.Contains("://", StringComparison.Ordinal) && !text.Contains("www.", StringComparison.OrdinalIgnoreCase))
                continue;
            PersonalSpans.Find(text, spans);
            TextTokens.Split(text, tokens);
            for (int t = 0; t < tokens.Count; t++)
                within[_starts[i] + t] = spans.Exists(s => s.Start <= tokens[t].Start && tokens[t].Start < s.Start + s.Length);
        }

        return within;
    }

    private void Add(string text, TextToken token, Span<char> buffer)
    {
        var form = token.In(text);
        var bare = TextTokens.Bare(form);
        Span<char> lower = bare.Length <= buffer.Length ? buffer[..bare.Length] : new char[bare.Length];
        bare.ToLowerInvariant(lower);
        _foldedTokens.Add(_folded.Add(lower));
        _exactTokens.Add(_exact.Add(bare));
        _formTokens.Add(_forms.Add(form));
        _isWord.Add(token.Form == TokenForm.Word);
    }

    internal static int[] RowsOf(int[] tokens, int[] starts, int count)
    {
        int[] rows = new int[count], last = new int[count];
        Array.Fill(last, -1);
        for (int text = 0; text + 1 < starts.Length; text++)
        {
            for (int i = starts[text]; i < starts[text + 1]; i++)
            {
                if (last[tokens[i]] != text)
                    (rows[tokens[i]], last[tokens[i]]) = (rows[tokens[i]] + 1, text);
            }
        }

        return rows;
    }

    private int[] Kept(int[] rows, Func<int, bool> may) => [.. Enumerable.Range(0, rows.Length).Where(t => rows[t] >= _plan.Floor && may(t)).OrderByDescending(t => rows[t]).ThenBy(t => t).Take(MostWords)];

    private static (int[] Of, Vocabulary Words) Compact(Vocabulary all, int[] kept)
    {
        int[] of = new int[all.Count];
        Array.Fill(of, -1);
        for (int i = 0; i < kept.Length; i++)
            of[kept[i]] = i;
        return (of, new Vocabulary(kept.Select(t => all[t])));
    }

    /// <summary>Words of names that fewer rows give than the floor, and that no word of the texts is: a made-up name must be none of them.</summary>
    private IEnumerable<string> RareNames()
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var column in _train.Columns.Where(c => c.Schema.Pii == PiiKind.PersonName))
        {
            for (int row = 0; row < column.Length; row++)
            {
                foreach (string word in WordsOf(column.Format(row)))
                    rows[word] = rows.GetValueOrDefault(word) + 1;
            }
        }

        return rows.Where(r => r.Value < _plan.Floor && _folded.Find(r.Key) < 0).Select(r => r.Key).Order(StringComparer.Ordinal);
    }

    /// <summary>The words of a name, small, each once.</summary>
    internal static IEnumerable<string> WordsOf(string? name)
    {
        if (TextTokens.Normal(name) is not { } normal)
            return [];
        var tokens = new List<TextToken>();
        TextTokens.Split(normal, tokens);
        return tokens.Where(t => t.Form == TokenForm.Word && t.Length > 1).Select(t => t.In(normal).ToString().ToLowerInvariant()).Distinct(StringComparer.Ordinal);
    }

    private static void AddRare(ulong[] filter, Vocabulary all, int[] of)
    {
        for (int t = 0; t < of.Length; t++)
        {
            if (of[t] < 0)
                TextFloors.AddRare(filter, all[t]);
        }
    }

    private SpanFloor WordsAlone(int[] folded, int[] starts)
    {
        var words = new List<int>(folded.Length);
        int[] wordStarts = new int[starts.Length];
        for (int text = 0; text + 1 < starts.Length; text++)
        {
            for (int i = starts[text]; i < starts[text + 1]; i++)
            {
                if (_isWord[i])
                    words.Add(folded[i]);
            }

            wordStarts[text + 1] = words.Count;
        }

        return SpanFloor.Of([.. words], wordStarts, _plan.Floor);
    }

    private TextSegments Segmented(ModelSequence sequence, int count)
    {
        var candidates = new List<(SegmentColumn Column, int[] Codes)>();
        foreach (string name in _plan.DependsOn)
        {
            if (SegmentColumn.Of(_train[name], _plan.Floor, Math.Max(2, 3_000_000 / Math.Max(1, count))) is { } segment)
                candidates.Add((segment, segment.Codes(_train[name])));
        }

        return TextSegments.Of(candidates, sequence.DistinctWords(), [.. _rowOf], count, _plan.Floor);
    }

    private double[] MissingShares(int[] classes, int count)
    {
        const double Prior = 20;
        double[] rows = new double[count], missing = new double[count];
        double all = (double)_texts.Count(t => t is null) / _texts.Length;
        for (int row = 0; row < classes.Length; row++)
        {
            rows[classes[row]]++;
            missing[classes[row]] += _texts[row] is null ? 1 : 0;
        }

        return [.. rows.Select((n, x) => (missing[x] + Prior * all) / (n + Prior))];
    }

    /// <summary>Draws texts for training rows and corrects by their lengths how readily a text ends.</summary>
    private FittedText WithLengths(FittedText fitted, ModelSequence sequence, int[] classes, int count, CancellationToken cancellation)
    {
        double[][] real = [.. Enumerable.Range(0, count).Select(_ => new double[TextLength.Longest + 1])];
        for (int text = 0; text < _rowOf.Count; text++)
            real[classes[_rowOf[text]]][Math.Min(TextLength.Longest, sequence.Length(text))]++;
        int[][] codes = [.. fitted.Segments.Columns.Select(c => c.Codes(_train[c.Name]))];
        for (int round = 0; round < TrialRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] drawn = new double[TextLength.Longest + 1];
            int[] lengths = new int[Trials];
            FittedText now = fitted;
            ulong trial = (ulong)round;
            Parallel.For(0, 8, part =>
            {
                var writer = new TextWriting(now, 1);
                int[] own = new int[codes.Length];
                for (int i = part; i < Trials; i += 8)
                {
                    var random = new RandomStream(0x7E87_1E46, trial, (ulong)i);
                    int row = _rowOf[random.NextInt32(_rowOf.Count)];
                    for (int c = 0; c < own.Length; c++)
                        own[c] = codes[c][row];
                    writer.Write(ref random, own, []);
                    lengths[i] = Math.Min(TextLength.Longest, writer.Written);
                }
            });
            foreach (int length in lengths)
                drawn[length]++;
            fitted = fitted.With(fitted.Lengths.Corrected(real, drawn));
        }

        return fitted.With(fitted.Lengths.WithClasses(real));
    }
}
