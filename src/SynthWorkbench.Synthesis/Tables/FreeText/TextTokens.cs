using System.Globalization;
using System.Text;

namespace SynthWorkbench.Synthesis.Tables.FreeText;

/// <summary>What stands between two blanks or marks.</summary>
public enum TokenForm
{
    /// <summary>Letters, digits and marks of letters; two of them in a row have one blank between.</summary>
    Word,

    /// <summary>Punctuation, symbols, an emoji or one ideograph, with the blanks beside it.</summary>
    Mark,
}

/// <summary>One token of a text in normal form.</summary>
/// <param name="Start">Its first character, a blank before a mark included.</param>
/// <param name="Length">Its characters, blanks beside a mark included.</param>
/// <param name="Form">Whether it is a word.</param>
public readonly record struct TextToken(int Start, int Length, TokenForm Form)
{
    /// <summary>The token with the blanks that belong to it.</summary>
    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);
}

/// <summary>Parts a text into words and marks so that putting them together gives the text again, but for the length of blanks.</summary>
public static class TextTokens
{
    /// <summary>Tokens of a text that are read; what stands after them is left out.</summary>
    public const int Most = 2048;

    /// <summary>The first and last private-use character that stand for something else than text: they are words of their own.</summary>
    internal const char FirstPlaceholder = '\uE000', LastPlaceholder = '\uE01F';

    /// <summary>The text with single blanks and single line breaks, none at its ends, and without characters of private use. Null for a text without a token.</summary>
    public static string? Normal(string? text)
    {
        if (text is null)
            return null;
        bool isNormal = text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]);
        for (int i = 0; i < text.Length && isNormal; i++)
            isNormal = text[i] is ' ' ? text[i - 1] != ' ' : !char.IsWhiteSpace(text[i]) && !IsLeftOut(text[i]);
        return isNormal ? text : Rewritten(text);
    }

    private static string? Rewritten(string text)
    {
        var normal = new StringBuilder(text.Length);
        char gap = '\0';
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) || IsLeftOut(c))
            {
                gap = c is '\n' or '\u2028' or '\u2029' || gap == '\n' ? '\n' : ' ';
                continue;
            }

            if (gap != '\0' && normal.Length > 0)
                normal.Append(gap);
            gap = '\0';
            normal.Append(c);
        }

        return normal.Length == 0 ? null : normal.ToString();
    }

    private static bool IsLeftOut(char c) => c is >= '\uE000' and <= '\uF8FF' || (char.IsControl(c) && !char.IsWhiteSpace(c));

    /// <summary>Parts a text in normal form.</summary>
    public static void Split(string text, List<TextToken> tokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(tokens);
        tokens.Clear();
        for (int at = 0; at < text.Length && tokens.Count < Most;)
        {
            bool isAfterWord = tokens.Count > 0 && tokens[^1].Form == TokenForm.Word;
            int start = at;
            if (text[at] == ' ')
                at++;
            int first = at;
            if (IsPlaceholder(text[at]))
            {
                tokens.Add(new TextToken(at, 1, TokenForm.Word));
                at++;
                continue;
            }

            while (at < text.Length && IsOfWord(text, at))
                at++;
            if (at > first)
            {
                tokens.Add(new TextToken(first, at - first, TokenForm.Word));
                continue;
            }

            at = EndOfMark(text, at);
            // A line break parts by itself.
            if (at < text.Length && text[at] == ' ')
                at++;
            tokens.Add(new TextToken(isAfterWord ? start : first, at - (isAfterWord ? start : first), TokenForm.Mark));
        }
    }

    /// <summary>Whether the form of a token's text is that of a word.</summary>
    public static bool IsWord(ReadOnlySpan<char> token) => token.Length > 0 && (IsPlaceholder(token[0]) || (char.IsLetterOrDigit(token[0]) && !IsIdeograph(token[0])) || char.GetUnicodeCategory(token[0]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    internal static bool IsPlaceholder(char c) => c is >= FirstPlaceholder and <= LastPlaceholder;

    private static bool IsOfWord(string text, int at) =>
        (char.IsLetterOrDigit(text[at]) && !IsIdeograph(text[at])) || char.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark && text[at] is not (>= '\uFE00' and <= '\uFE0F');

    /// <summary>Ideographs and kana have no blanks between them: each is a token of its own.</summary>
    private static bool IsIdeograph(char c) => c is (>= '\u2E80' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    /// <summary>A run of one mark, or a character outside the basic plane with what changes it.</summary>
    private static int EndOfMark(string text, int at)
    {
        char mark = text[at];
        int end = at + 1;
        if (char.IsHighSurrogate(mark) && end < text.Length && char.IsLowSurrogate(text[end]))
            end++;
        else if (!IsIdeograph(mark) && mark != '\n')
            while (end < text.Length && text[end] == mark)
                end++;
        while (end < text.Length && text[end] is (>= '\uFE00' and <= '\uFE0F') or '\u200D')
            end++;
        return end;
    }

    /// <summary>Puts a token behind a text: a blank parts two words.</summary>
    public static void Append(StringBuilder text, ReadOnlySpan<char> token, bool isWord, bool isAfterWord)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (isWord && isAfterWord)
            text.Append(' ');
        text.Append(token);
    }

    /// <summary>What a token says, whatever its case and the blanks beside it.</summary>
    public static ReadOnlySpan<char> Bare(ReadOnlySpan<char> token) => token.Trim(' ');
}
