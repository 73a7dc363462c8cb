using Xunit;

namespace Postrider.Tests.Api;

/// <summary>Accounts of the Actions API have these members, of these types; a trailing question mark: or null.</summary>
public sealed class AccountSchemaTests
{
    [Theory]
    [InlineData("EmailAccountSummary", "id integer, ownerUserId integer, email string?, senderName string?, emailAccountType EmailAccountType, isDefault boolean, dailyLimit integer?, connectionStatus EmailConnectionStatus, tags string[]")]
    [InlineData("EmailAccount", "id integer, ownerUserId integer, emailAccountType EmailAccountType, isDefault boolean, isInUse boolean, connectionStatus EmailConnectionStatus, sendingConnectivityError string?, receivingConnectivityError string?, sendingLockedByProvider boolean, updatedAt date-time, tags string[], connection EmailAccountConnection, safety EmailAccountSafety, signature EmailAccountSignature, optOut EmailAccountOptOut, rampUp EmailAccountRampUp")]
    [InlineData("EmailAccountConnection", "email string?, senderName string?, smtpHost string?, smtpPort integer?, smtpSsl boolean, imapHost string?, imapPort integer?, imapSsl boolean")]
    [InlineData("EmailAccountSafety", "dailyLimit integer?, isEmailsThrottlingEnabled boolean, emailsPerInterval integer?, emailsThrottlingSecondsInterval integer?, isSendingDelayEnabled boolean, minSendingDelaySeconds integer?, maxSendingDelaySeconds integer?")]
    [InlineData("EmailAccountSignature", "signature string?")]
    [InlineData("EmailAccountOptOut", "message string?, emailFooter string?, isOptOutLinkEnabled boolean, optOutTextBlock string?")]
    [InlineData("EmailAccountRampUp", "enabled boolean, startValue integer?, incrementValue integer?")]
    [InlineData("AccountTag", "id integer, name string, colorId integer?")]
    [InlineData("LinkedInAccount", "id integer, ownerUserId integer, name string, profileUrl string?, photoUrl string?, status string, accountType string?, authType string, cookieStatus string, usage LinkedInUsage, limits LinkedInLimits")]
    [InlineData("LinkedInUsage", "connectionRequests integer, messages integer, salesNavigatorConnectionRequests integer, inMails integer, viewProfiles integer, likeRecentPosts integer, detects integer, revokeConnections integer, endorseSkills integer, followProfile integer")]
    [InlineData("LinkedInLimits", "limitsMode string, fixedMax LinkedInLimitCounts?, rangeMin LinkedInLimitCounts?, rangeMax LinkedInLimitCounts?")]
    [InlineData("LinkedInLimitCounts", "dailyDetectCount integer?, dailySendConnectionRequestCount integer?, dailySendMessageCount integer?, dailySendSalesNavigatorConnectionRequestCount integer?, dailyInMailCount integer?, dailyViewProfileCount integer?, dailyLikeRecentPostsCount integer?")]
    public void An_answer_has_exactly_these_members(string name, string members)
    {
        var schema = DocumentedSchemas.At(name);
        Assert.Equal(members, string.Join(", ", schema["properties"]!.AsObject().Select(member => $"{member.Key} {DocumentedSchemas.Type(member.Value!)}")));
        Assert.Equal(schema["properties"]!.AsObject().Select(member => member.Key), schema["required"]!.AsArray().Select(member => (string?)member));
    }

    [Theory]
    [InlineData("EmailAccountType", "", "custom gmail outlook exchange exchangeOnPremise")]
    [InlineData("EmailConnectionStatus", "", "unknown connected disconnected")]
    [InlineData("LinkedInAccount", "status", "disabled enabled dailyLimitReached cookieInvalid")]
    [InlineData("LinkedInAccount", "accountType", "public salesNavigator premium ")]
    [InlineData("LinkedInAccount", "authType", "cookie credentials")]
    [InlineData("LinkedInAccount", "cookieStatus", "notValid valid neverValidated")]
    [InlineData("LinkedInLimits", "limitsMode", "fixed range")]
    public void A_word_is_one_of_these(string name, string member, string words)
    {
        var schema = member.Length == 0 ? DocumentedSchemas.At(name) : DocumentedSchemas.At(name)["properties"]![member]!;
        Assert.Equal(words, string.Join(' ', schema["enum"]!.AsArray().Select(word => (string?)word)));
    }
}
