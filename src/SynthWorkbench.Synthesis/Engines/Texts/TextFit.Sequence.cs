using System.Runtime.InteropServices;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

internal sealed partial class TextFit
{
    /// <summary>The texts as the model learns them: begun and ended, personal data as tokens of its kind, rare words as gaps.</summary>
    private sealed class ModelSequence
    {
        /// <summary>Stands for a token that no text has.</summary>
        private const int Unknown = int.MinValue;

        private readonly TextFit _fit;
        private readonly List<int> _tokens = [], _starts = [0];
        private readonly Dictionary<(int Token, WordCase Before, int Form), int> _formCounts = [], _lastCounts = [];
        private readonly Dictionary<string, int> _mentions = new(StringComparer.Ordinal);
        private readonly List<int> _folded = [], _forms = [];
        private readonly List<bool> _isWord = [];
        private readonly int _words;

        public ModelSequence(TextFit fit, int[] foldedOf, NameMentions? names, int words, int begin, int end)
        {
            (_fit, _words) = (fit, words);
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
                    Add(row, Known(fit._foldedTokens, text), Known(fit._formTokens, text), Known(fit._isWord, text), foldedOf, names);
                else
                {
                    Replace(own, spans, tokens);
                    Add(row, CollectionsMarshal.AsSpan(_folded), CollectionsMarshal.AsSpan(_forms), CollectionsMarshal.AsSpan(_isWord), foldedOf, names);
                }

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

        private Span<T> Known<T>(List<T> tokens, int text) => CollectionsMarshal.AsSpan(tokens)[_fit._starts[text].._fit._starts[text + 1]];

        /// <summary>Reads a text with its personal data replaced: a token that stands for some has the complement of its number, which is below zero, and no form; so has one that no text has.</summary>
        private void Replace(string text, List<PersonalSpan> spans, List<TextToken> tokens)
        {
            var builder = new System.Text.StringBuilder();
            int at = 0;
            foreach (var span in spans)
            {
                builder.Append(text, at, span.Start - at).Append((char)(TextTokens.FirstPlaceholder + new PersonalToken(span.Kind).Number));
                at = span.Start + span.Length;
            }

            string replaced = builder.Append(text, at, text.Length - at).ToString();
            TextTokens.Split(replaced, tokens);
            _folded.Clear();
            _forms.Clear();
            _isWord.Clear();
            Span<char> buffer = stackalloc char[256];
            foreach (var token in tokens)
            {
                var form = token.In(replaced);
                bool isPersonal = TextTokens.IsPlaceholder(form[0]);
                var bare = TextTokens.Bare(form);
                Span<char> lower = bare.Length <= buffer.Length ? buffer[..bare.Length] : new char[bare.Length];
                bare.ToLowerInvariant(lower);
                int folded = isPersonal ? ~(form[0] - TextTokens.FirstPlaceholder) : _fit._folded.Find(lower);
                _folded.Add(!isPersonal && folded < 0 ? Unknown : folded);
                _forms.Add(isPersonal ? -1 : _fit._forms.Find(form));
                _isWord.Add(token.Form == TokenForm.Word);
            }
        }

        private void Add(int row, ReadOnlySpan<int> folded, ReadOnlySpan<int> forms, ReadOnlySpan<bool> isWord, int[] foldedOf, NameMentions? names)
        {
            var before = WordCase.None;
            PersonalToken? mentioned = null;
            for (int place = 0; place < folded.Length; place++)
            {
                if (folded[place] < 0)
                {
                    _tokens.Add(folded[place] == Unknown ? -1 : _words + ~folded[place]);
                    mentioned = null;
                    continue;
                }

                string? text = forms[place] < 0 ? null : _fit._forms[forms[place]];
                if (isWord[place] && text is not null && names?.Of(row, folded, forms, place, mentioned) is var (mention, length))
                {
                    if (mention.Kind == PersonalKind.Name)
                        _mentions[_fit._folded[folded[place]]] = _mentions.GetValueOrDefault(_fit._folded[folded[place]]) + 1;
                    _tokens.Add(_words + mention.Number);
                    (before, mentioned) = (TokenForms.Of(text), mention);
                    place += length - 1;
                    continue;
                }

                int token = foldedOf[folded[place]];
                _tokens.Add(token);
                if (token >= 0 && forms[place] >= 0)
                    CollectionsMarshal.GetValueRefOrAddDefault(place == folded.Length - 1 && !isWord[place] ? _lastCounts : _formCounts, (token, before, forms[place]), out _)++;
                if (isWord[place] && text is not null)
                    before = TokenForms.Of(text);
                mentioned = null;
            }
        }

        /// <summary>How tokens are written. A mark at the end of a text has no blank behind it, which says nothing of marks before a word: it counts only for marks that stand nowhere else.</summary>
        public IReadOnlyDictionary<(int Token, WordCase Before, int Form), int> FormCounts(IReadOnlyDictionary<int, int> formOf)
        {
            var known = _formCounts.Where(c => formOf.ContainsKey(c.Key.Form)).ToList();
            var within = known.Select(c => c.Key.Token).ToHashSet();
            return known.Concat(_lastCounts.Where(c => !within.Contains(c.Key.Token) && formOf.ContainsKey(c.Key.Form))).ToDictionary(c => (c.Key.Token, c.Key.Before, formOf[c.Key.Form]), c => c.Value);
        }

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
