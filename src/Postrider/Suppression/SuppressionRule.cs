using Postrider.Contacts;

namespace Postrider.Suppression;

/// <summary>A rule's family says what its pattern names: a domain alone, without those below it; one mail address; or one that no rule refuses.</summary>
public enum SuppressionFamily
{
    Domain,
    Email,
    Exception,
}

/// <summary>Mail that a workspace does not want to go out. A rule has no reason; an exception lifts rules, never a suppression.</summary>
/// <param name="Pattern">The domain, or the mail address without its prefix.</param>
public sealed record SuppressionRule(long RuleId, SuppressionFamily Family, string Pattern)
{
    /// <summary>What a refusal by a rule gives as its reason.</summary>
    public const string Reason = "rule";

    /// <summary>The form in which the store has a pattern; null: it names no domain, or no mail address.</summary>
    public static string? Normalize(SuppressionFamily family, string pattern)
    {
        if (family != SuppressionFamily.Domain)
        {
            return RecipientAddress.Mail(pattern);
        }

        pattern = pattern.Trim();
        var domain = RecipientAddress.Mail($"a@{(pattern.StartsWith('@') ? pattern[1..] : pattern)}");
        return domain is null || !domain.Contains('.', StringComparison.Ordinal) ? null : Domain(domain);
    }

    /// <summary>The domain of a mail address in its normal form; of any other address a text that no rule has.</summary>
    public static string Domain(string address) =>
        address.StartsWith("mail:", StringComparison.Ordinal) ? address[(address.LastIndexOf('@') + 1)..] : "";
}
