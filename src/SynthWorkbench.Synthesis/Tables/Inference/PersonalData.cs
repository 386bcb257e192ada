using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace SynthWorkbench.Synthesis.Tables.Inference;

/// <summary>Tells personal data by the column's name and by the shape of its values, with a reason.</summary>
internal static partial class PersonalData
{
    private const double MostValues = 0.8;

    /// <summary>A name has no more words; a longer value that begins with one is a sentence about somebody.</summary>
    private const int MostNameWords = 6;

    /// <summary>Fewer different values than this say too little of how names are written.</summary>
    private const int LeastNames = 5;

    private static readonly FrozenSet<string> GivenNames = new[]
    {
        "james", "mary", "robert", "patricia", "john", "jennifer", "michael", "linda", "david", "elizabeth", "william", "barbara", "richard", "susan",
        "joseph", "jessica", "thomas", "sarah", "charles", "karen", "christopher", "lisa", "daniel", "nancy", "matthew", "sandra", "anthony", "ashley",
        "mark", "emily", "paul", "anna", "peter", "maria", "hans", "julia", "thomas", "laura", "andreas", "sophie", "jean", "marie", "pierre", "claire",
        "carlos", "carmen", "jose", "ana", "luis", "lucia", "marco", "giulia", "luca", "francesca", "jan", "eva", "piotr", "katarzyna", "ivan", "olga",
        "mohammed", "fatima", "ahmed", "aisha", "wei", "li", "hiroshi", "yuki", "raj", "priya", "kevin", "brian", "george", "edward", "helen", "ruth",
        "steven", "donna", "andrew", "carol", "kenneth", "michelle", "joshua", "amanda", "melissa", "deborah", "stephanie", "rebecca", "sharon", "cynthia",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of personal data and why, or <see cref="PiiKind.None"/>.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="sample">Distinct values, up to some hundreds.</param>
    public static (PiiKind Kind, string? Reason) Find(string name, IReadOnlyList<string> sample)
    {
        if (sample.Count == 0)
            return (PiiKind.None, null);
        if (Share(sample, v => Email().IsMatch(v)) >= MostValues)
            return (PiiKind.Email, "The values are e-mail addresses.");
        if (Share(sample, IsIban) >= MostValues)
            return (PiiKind.Iban, "The values are bank account numbers (IBAN check digits fit).");
        if (sample.Count >= 5 && Share(sample, IsPaymentCard) >= MostValues)
            return (PiiKind.PaymentCard, "The values are payment-card numbers (Luhn check digits fit).");
        if (Share(sample, v => System.Net.IPAddress.TryParse(v, out _) && (v.Contains(':') || v.Count(c => c == '.') == 3)) >= MostValues)
            return (PiiKind.IpAddress, "The values are IP addresses.");
        if (Share(sample, v => SocialSecurity().IsMatch(v)) >= MostValues)
            return (PiiKind.NationalId, "The values have the shape of social-security numbers (123-45-6789).");
        string words = Words(name);
        if (PhoneName().IsMatch(words) && Share(sample, v => Phone().IsMatch(v)) >= MostValues)
            return (PiiKind.Phone, "The name and the shape of the values are those of telephone numbers.");
        if (Share(sample, v => Phone().IsMatch(v) && (v.StartsWith('+') || v.Contains(") ", StringComparison.Ordinal))) >= MostValues)
            return (PiiKind.Phone, "The values have the shape of telephone numbers.");
        if (NationalIdName().IsMatch(words))
            return (PiiKind.NationalId, "The name says national or social-security number.");
        bool wordsInside = Share(sample, v => v.Any(char.IsLetter) && !v.Any(char.IsDigit)) >= MostValues;
        if (PersonNameName().IsMatch(words) && wordsInside)
            return (PiiKind.PersonName, "The column's name says that it holds names of people.");
        if (sample.Count >= LeastNames && RoleName().IsMatch(words) && Share(sample, v => WrittenAsName().IsMatch(v)) >= MostValues)
            return (PiiKind.PersonName, "The column's name speaks of a person, and the values are written as names are.");
        if (wordsInside && sample.Count >= 20 && Share(sample, v => v.Count(c => c == ' ') < MostNameWords) >= MostValues && Share(sample, v => GivenNames.Contains(v.Split(' ', ',')[0])) >= 0.3)
            return (PiiKind.PersonName, "Many values begin with a common given name.");
        if (AddressName().IsMatch(words) && Share(sample, v => v.Any(char.IsLetter) && v.Any(char.IsDigit)) >= 0.5)
            return (PiiKind.Address, "The name and the shape of the values are those of street addresses.");
        if (PostalCodeName().IsMatch(words))
            return (PiiKind.PostalCode, "The column's name says postal code: together with age and sex it narrows people down.");
        return BirthDateName().IsMatch(words) ? (PiiKind.BirthDate, "The column's name says date of birth: together with place and sex it narrows people down.") : (PiiKind.None, null);
    }

    /// <summary>Whether a word is a common given name.</summary>
    public static bool IsGivenName(string word) => GivenNames.Contains(word);

    /// <summary>Luhn's check over 13 to 19 digits (ISO/IEC 7812-1, annex B); blanks and dashes are looked through.</summary>
    public static bool IsPaymentCard(string text)
    {
        int sum = 0, digits = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is ' ' or '-')
                continue;
            if (!char.IsAsciiDigit(text[i]))
                return false;
            int d = text[i] - '0';
            if (digits % 2 == 1 && (d *= 2) > 9)
                d -= 9;
            sum += d;
            digits++;
        }

        return digits is >= 13 and <= 19 && sum > 0 && sum % 10 == 0;
    }

    /// <summary>The remainder of the rearranged number by 97 is 1 (ISO 13616).</summary>
    public static bool IsIban(string text)
    {
        string iban = text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (!Iban().IsMatch(iban))
            return false;
        int remainder = 0;
        foreach (char c in string.Concat(iban.AsSpan(4), iban.AsSpan(0, 4)))
            remainder = char.IsAsciiDigit(c) ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        return remainder == 1;
    }

    private static double Share(IReadOnlyList<string> sample, Func<string, bool> has) => (double)sample.Count(has) / sample.Count;

    /// <summary><c>patientLastName</c> and <c>patient_last-name</c> as <c>patient last name</c>.</summary>
    private static string Words(string name) => NonLetters().Replace(CamelCase().Replace(name, " "), " ").Trim().ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CamelCase();

    [GeneratedRegex("[^A-Za-z]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NonLetters();

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s]+\.[A-Za-z]{2,}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Email();

    [GeneratedRegex("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iban();

    [GeneratedRegex(@"^\d{3}-\d{2}-\d{4}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"^\+?[\d(][\d\s().\-/]{5,20}\d(\s?(x|ext\.?)\s?\d{1,6})?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\b(phone|telephone|mobile|cell|fax|tel)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PhoneName();

    [GeneratedRegex(@"\b(ssn|social security|national id|nino|passport|tax id|insurance number|nhs number)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NationalIdName();

    [GeneratedRegex(@"^(name|person|patient|customer|client|employee|applicant|host name)$|\b(first|last|given|family|full|sur|middle|maiden|patient|customer|client|employee|applicant|person|host) ?name\b|\bname (first|last|given|family|middle)\b|\b(firstname|lastname|surname|forename|fullname)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PersonNameName();

    /// <summary>Somebody in a calling or kinship: "doctor" and "attending physician", not "type of doctor".</summary>
    [GeneratedRegex(@"^((attending|primary|referring|referred|treating|consulting|responsible|assigned|family|lead|chief|seen|signed|recorded|entered|approved|by|care|case) )*(attending|doctor|physician|gp|surgeon|anaesthetist|anesthesiologist|nurse|clinician|therapist|psychologist|dentist|midwife|pharmacist|practitioner|prescriber|radiologist|pathologist|teacher|tutor|caseworker|case worker|author|signatory|cardholder|account holder|policy holder|policyholder|beneficiary|guarantor|guardian|spouse|mother|father|next of kin|contact person|emergency contact|seen by|signed by|recorded by|entered by|approved by|referred by)( name)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoleName();

    /// <summary>Two to six words that begin with capitals (particles such as "van der" need not), or a title and one.</summary>
    [GeneratedRegex(@"^\p{Lu}[\p{L}'’.\-]*,?( (\p{Lu}[\p{L}'’.\-]*,?|de|del|della|di|da|dos|du|la|le|van|von|zu|der|den|ter|bin|ibn|al|el)){1,5}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrittenAsName();

    [GeneratedRegex(@"\b(address|street|addr)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressName();

    [GeneratedRegex(@"\b(zip|zipcode|zip code|postal code|postcode|post code|plz)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PostalCodeName();

    [GeneratedRegex(@"\b(birth ?date|date of birth|dob|born|birthday)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BirthDateName();
}
