using Postrider.Channels.FarSide;

namespace Postrider.Channels.WhatsApp.Cloud;

/// <summary>
/// Subscribes the app to the business account, and gives the number the account's address in the place of the app's own. Not the business account, which
/// could have one too: it has other numbers, and loses its address whenever the app is subscribed anew, as each probe does.
/// </summary>
internal sealed class CloudCallbackSetUp(NetworkPolicy network, TimeProvider time) : ICallbackSetUp, IDisposable
{
    /// <summary>As many letters of an address Meta takes.</summary>
    private const int LongestAddress = 200;

    private readonly CloudApi _api = new(network, time);

    public string Kind => CloudKind.Name;

    public string ByHand => "In Meta's App Dashboard, WhatsApp, Configuration, enter callback_url and verify_token, and subscribe to the field messages.";

    public async Task<CallbackSetUp> SetUpAsync(DriverAccount account, CallbackPlan plan, CancellationToken cancellationToken)
    {
        var (cloud, objection) = CloudAccount.Of(account);
        if (cloud is null)
        {
            return new CallbackSetUp.Impossible(objection!);
        }

        if (Lacking(cloud) is { } lacking)
        {
            return new CallbackSetUp.Impossible($"{lacking} is needed for that: {(lacking == CloudKind.AppSecret ? "without it nothing that comes in is believed" : lacking == CloudKind.VerifyWord ? "Meta asks for it at callback_url before it takes the address; it is a word of your own" : "Meta tells of a number only what the app is subscribed to at its business account")}.");
        }

        if (plan.Address.Length > LongestAddress)
        {
            return new CallbackSetUp.Impossible($"Meta takes at most {LongestAddress} letters for the address of one number, and callback_url has {plan.Address.Length}.");
        }

        var answer = await _api.FindCallbackAsync(cloud, cancellationToken);
        if (Fault(answer) is { } unseen)
        {
            return new CallbackSetUp.Refused(unseen);
        }

        var number = FarJson.Read(answer.Body);
        if (number.Text("id") != cloud.PhoneNumberId)
        {
            return new CallbackSetUp.Refused($"{cloud.Base.Host} does not answer as the Cloud API does.");
        }

        var present = number.Object("webhook_configuration").Text("phone_number");
        if (present is not null && !plan.IsOurs(present) && !plan.Replaces)
        {
            return new CallbackSetUp.Occupied(CallbackPlan.PlaceOf(present));
        }

        if (Fault(await _api.SubscribeAsync(cloud, cloud.BusinessAccountId!, cancellationToken)) is { } notSubscribed)
        {
            return new CallbackSetUp.Refused($"The app could not be subscribed to what comes in. {notSubscribed}");
        }

        if (present != plan.Address && Fault(await _api.SetCallbackAsync(cloud, plan.Address, cloud.VerifyWord!, cancellationToken)) is { } refused)
        {
            return new CallbackSetUp.Refused(refused);
        }

        return new CallbackSetUp.Done(
            [
                // Meta does not say whether it was before.
                new CallbackPart("subscribed_apps", CallbackPartState.Made),
                new CallbackPart("webhook_configuration", present == plan.Address ? CallbackPartState.AlreadyThere : present is null ? CallbackPartState.Made : CallbackPartState.Changed),
            ],
            "Once for each app, in Meta's App Dashboard, WhatsApp, Configuration: subscribe to the field messages, if that is not done yet. Where Meta asks for an address there, callback_url and verify_token will do.");
    }

    public void Dispose() => _api.Dispose();

    private static string? Lacking(CloudAccount account) =>
        account.BusinessAccountId is null ? CloudKind.BusinessAccountId
        : string.IsNullOrEmpty(account.VerifyWord) ? CloudKind.VerifyWord
        : string.IsNullOrEmpty(account.AppSecret) ? CloudKind.AppSecret
        : null;

    private static string? Fault(FarSideAnswer answer) => answer.IsGood ? null : CloudOutcome.OfProbe(answer).Reason;
}
