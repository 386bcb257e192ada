using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>What is written in the place of personal data.</summary>
internal sealed partial class TextWriting
{
    private const int SurrogateTries = 4, AliasTries = 24;

    /// <summary>The column and the word of the mention that the text ends with, where it is of somebody whom the row names.</summary>
    private (int Column, string Word)? _mentioned;

    /// <summary>Whether somebody whose name the floor forbids may have another one in the text, for want of a text that does not mention them.</summary>
    private bool _mayAlias;

    /// <summary>Writes a mention of somebody whom the row names, or a surrogate.</summary>
    private bool TryAppendPersonal(ref RandomStream random, PersonalToken token, ReadOnlySpan<string?> names)
    {
        ulong identity = token.Kind == PersonalKind.Name ? Mentioned(random.NextDouble(), random.NextUInt64()) : random.NextUInt64();
        return token.IsOwn && token.Column < names.Length && NameWords.Of(names[token.Column]) is { Length: > 0 } words
            ? TryMention(token, words) || (_mayAlias && _mentioned?.Column != token.Column && TryAlias(token, names[token.Column]))
            : TryAppendSurrogate(token.Kind, identity, SurrogateTries) is not null;
    }

    /// <summary>
    /// Writes the name that the row has in a column: the word asked for, or where the floor forbids it the other one. Where it forbids both a text that mentions nobody is looked for; where there is none, whoever has
    /// the name has another one.
    /// </summary>
    private bool TryMention(PersonalToken token, ReadOnlySpan<string> words)
    {
        bool isLast = token.Kind == PersonalKind.OwnLastName, isAfterOther = _mentioned?.Column == token.Column;
        if (isAfterOther && !words.Contains(_mentioned!.Value.Word))
            return false;
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

    /// <summary>Writes another name for somebody whose own the floor forbids: a given name, of which there are more, and the same in all texts where the floor lets it be.</summary>
    private bool TryAlias(PersonalToken token, string? name)
    {
        if (TryAppendSurrogate(PersonalKind.OwnName, TextFloors.HashOf(name), AliasTries) is not { } alias)
            return false;
        _mentioned = (token.Column, alias);
        return true;
    }

    /// <summary>The surrogate that was written; null where the floor forbids all that were tried.</summary>
    private string? TryAppendSurrogate(PersonalKind kind, ulong identity, int tries)
    {
        for (int attempt = 0; attempt < tries; attempt++)
        {
            string surrogate = _surrogates.Of(kind, identity, attempt);
            if (TryAppend(surrogate))
                return surrogate;
        }

        return null;
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
