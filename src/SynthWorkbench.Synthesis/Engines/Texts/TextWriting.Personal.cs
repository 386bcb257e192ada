using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>What is written in the place of personal data.</summary>
internal sealed partial class TextWriting
{
    /// <summary>The column and the word of the row's own name that the text ends with, if it does.</summary>
    private (int Column, string Word)? _mentioned;

    /// <summary>Writes a mention of somebody whom the row names, or a surrogate.</summary>
    private bool TryAppendPersonal(ref RandomStream random, PersonalToken token, ReadOnlySpan<string?> names)
    {
        ulong identity = token.Kind == PersonalKind.Name ? Mentioned(random.NextDouble(), random.NextUInt64()) : random.NextUInt64();
        if (token.IsOwn && token.Column < names.Length && NameWords.Of(names[token.Column]) is { Length: > 0 } words)
            return TryMention(token, words);
        for (int attempt = 0; attempt < 4; attempt++)
        {
            if (TryAppend(_surrogates.Of(token.Kind, identity, attempt)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Writes the name that the row has in a column: the word asked for, or where the floor forbids it the other one. Where it forbids both nobody is mentioned: a surrogate would say that somebody else was there.
    /// </summary>
    private bool TryMention(PersonalToken token, ReadOnlySpan<string> words)
    {
        bool isLast = token.Kind == PersonalKind.OwnLastName, isAfterOther = _mentioned?.Column == token.Column;
        for (int i = 0; i < (isAfterOther ? 1 : 2); i++)
        {
            string word = words[isLast == (i == 0) ? ^1 : 0];
            if (_mentioned == (token.Column, word) || !TryAppend(word))
                continue;
            _mentioned = (token.Column, word);
            return true;
        }

        return false;
    }

    private bool TryAppend(string surrogate)
    {
        if (TextTokens.Normal(surrogate) is not { } normal)
            return false;
        TextTokens.Split(normal, _fill);
        _state.Mark();
        foreach (var token in _fill)
        {
            var (folded, exact) = _text.Floors.Find(TextTokens.Bare(token.In(normal)));
            if (!_state.TryStep(_text.Floors, folded, exact, token.Form == TokenForm.Word))
            {
                _state.Return();
                return false;
            }
        }

        if (_isAfterWord && _fill[0].Form == TokenForm.Mark)
            _builder.Append(' ');
        foreach (var token in _fill)
        {
            bool isWord = token.Form == TokenForm.Word;
            TextTokens.Append(_builder, token.In(normal), isWord, _isAfterWord);
            _isAfterWord = isWord;
        }

        (_before, _mentioned) = (WordCase.Title, null);
        return true;
    }

    /// <summary>Whom a text mentions: one of the names that many rows mention, as often as they do, or anybody.</summary>
    private ulong Mentioned(double at, ulong anybody)
    {
        var (hashes, cumulative) = _text.Names;
        if (cumulative.Length == 0)
            return anybody;
        int place = Array.BinarySearch(cumulative, at * cumulative[^1]);
        place = place < 0 ? ~place : place + 1;
        return place < hashes.Length ? hashes[place] : anybody;
    }
}
