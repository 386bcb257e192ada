using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

internal sealed partial class TextFit
{
    /// <summary>The texts as the model learns them: begun and ended, personal data as tokens of its kind, rare words as gaps.</summary>
    private sealed class ModelSequence
    {
        private readonly TextFit _fit;
        private readonly List<int> _tokens = [], _starts = [0];
        private readonly Dictionary<(int Token, WordCase Before, int Form), int> _formCounts = [];
        private readonly Dictionary<string, int> _mentions = new(StringComparer.Ordinal);
        private readonly int _words;

        public ModelSequence(TextFit fit, int[] foldedOf, int[] exactOf, NameMentions? names, int begin, int end)
        {
            _fit = fit;
            _words = begin - Kinds;
            var spans = new List<PersonalSpan>();
            var tokens = new List<TextToken>();
            for (int text = 0; text < fit._rowOf.Count; text++)
            {
                int row = fit._rowOf[text];
                _tokens.Add(begin);
                string own = fit._texts[row]!;
                if (fit._plan.ReplacePersonal)
                    PersonalSpans.Find(own, spans);
                if (spans.Count == 0)
                    AddKnown(text, row, foldedOf, names);
                else
                    AddReplaced(own, row, spans, tokens, foldedOf, names);
                Longest = Math.Max(Longest, _tokens.Count - _starts[^1] - 1);
                _tokens.Add(end);
                _starts.Add(_tokens.Count);
            }

            Tokens = [.. _tokens];
            Starts = [.. _starts];
        }

        public int[] Tokens { get; }

        public int[] Starts { get; }

        /// <summary>Tokens of the longest text.</summary>
        public int Longest { get; private set; }

        /// <summary>Tokens of a text.</summary>
        public int Length(int text) => Starts[text + 1] - Starts[text] - 2;

        private void AddKnown(int text, int row, int[] foldedOf, NameMentions? names)
        {
            var before = WordCase.None;
            for (int i = _fit._starts[text]; i < _fit._starts[text + 1]; i++)
                Add(row, _fit._foldedTokens[i], _fit._formTokens[i], _fit._isWord[i], foldedOf, names, ref before);
        }

        private void AddReplaced(string text, int row, List<PersonalSpan> spans, List<TextToken> tokens, int[] foldedOf, NameMentions? names)
        {
            var builder = new System.Text.StringBuilder();
            int at = 0;
            foreach (var span in spans)
            {
                builder.Append(text, at, span.Start - at).Append((char)(TextTokens.FirstPlaceholder + (int)span.Kind));
                at = span.Start + span.Length;
            }

            string replaced = builder.Append(text, at, text.Length - at).ToString();
            TextTokens.Split(replaced, tokens);
            var before = WordCase.None;
            Span<char> buffer = stackalloc char[256];
            foreach (var token in tokens)
            {
                var form = token.In(replaced);
                if (TextTokens.IsPlaceholder(form[0]))
                {
                    _tokens.Add(_words + (form[0] - TextTokens.FirstPlaceholder));
                    continue;
                }

                var bare = TextTokens.Bare(form);
                Span<char> lower = bare.Length <= buffer.Length ? buffer[..bare.Length] : new char[bare.Length];
                bare.ToLowerInvariant(lower);
                int folded = _fit._folded.Find(lower), known = _fit._forms.Find(form);
                if (folded < 0)
                    _tokens.Add(-1);
                else
                    Add(row, folded, known, token.Form == TokenForm.Word, foldedOf, names, ref before);
            }
        }

        private void Add(int row, int folded, int form, bool isWord, int[] foldedOf, NameMentions? names, ref WordCase before)
        {
            string? text = form < 0 ? null : _fit._forms[form];
            if (isWord && text is not null && names?.Of(row, folded, char.IsUpper(text[0])) is { } kind)
            {
                if (kind == PersonalKind.Name)
                    _mentions[_fit._folded[folded]] = _mentions.GetValueOrDefault(_fit._folded[folded]) + 1;
                _tokens.Add(_words + (int)kind);
                before = TokenForms.Of(text);
                return;
            }

            int token = foldedOf[folded];
            _tokens.Add(token);
            if (token >= 0 && form >= 0)
                _formCounts[(token, before, form)] = _formCounts.GetValueOrDefault((token, before, form)) + 1;
            if (isWord && text is not null)
                before = TokenForms.Of(text);
        }

        public IReadOnlyDictionary<(int Token, WordCase Before, int Form), int> FormCounts(IReadOnlyDictionary<int, int> formOf) =>
            _formCounts.Where(c => formOf.ContainsKey(c.Key.Form)).ToDictionary(c => (c.Key.Token, c.Key.Before, formOf[c.Key.Form]), c => c.Value);

        /// <summary>Names that enough texts mention, by their hashes; all others together are the last.</summary>
        public (ulong[] Hashes, double[] Cumulative) NameWeights(int floor)
        {
            var known = _mentions.Where(m => m.Value >= floor).OrderByDescending(m => m.Value).ThenBy(m => m.Key, StringComparer.Ordinal).ToArray();
            double sum = 0;
            double[] cumulative = [.. known.Select(m => sum += m.Value), sum + _mentions.Where(m => m.Value < floor).Sum(m => m.Value) + 1];
            return ([.. known.Select(m => TextFloors.HashOf(m.Key))], cumulative);
        }

        /// <summary>The tokens of each text, each once, without gaps, beginning and end.</summary>
        public int[][] DistinctWords()
        {
            int[][] words = new int[Starts.Length - 1][];
            for (int text = 0; text < words.Length; text++)
            {
                int[] own = [.. Tokens.AsSpan(Starts[text] + 1, Length(text)).ToArray().Where(t => t >= 0)];
                Array.Sort(own);
                words[text] = [.. own.Distinct()];
            }

            return words;
        }
    }
}
