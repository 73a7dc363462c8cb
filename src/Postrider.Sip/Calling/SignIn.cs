using Postrider.Sip.Messages;
using Postrider.Sip.Transactions;

namespace Postrider.Sip.Calling;

/// <summary>The sign-in of one call or registration: what was asked for once is answered unasked from then on, with the nonce's uses counted.</summary>
internal sealed class SignIn(SipTrunk trunk)
{
    private const int MostRealms = 4;
    private const int MostStale = 3;
    private readonly List<Realm> _realms = [];

    /// <summary>Whether any request carried an answer.</summary>
    public bool HasAnswered { get; private set; }

    public void Apply(SipRequest request)
    {
        foreach (var realm in _realms)
        {
            realm.Uses++;
            HasAnswered = true;
            request.Headers.Add(
                realm.IsProxy ? "Proxy-Authorization" : "Authorization",
                DigestAnswer.Write(realm.Challenge, trunk.Username!, trunk.Password ?? "", request.Method, request.Uri, realm.Uses, realm.ClientNonce));
        }
    }

    /// <summary>After a 401 or 407: null when the request is worth sending again, else why it is not.</summary>
    public string? Hear(SipResponse response)
    {
        if (trunk.Username is null)
        {
            return "It asks for a sign-in, and none is known for it.";
        }

        if (DigestChallenge.Of(response) is not { } challenge)
        {
            return "It asks for a sign-in of a kind that is not known here.";
        }

        var isProxy = response.Code == 407;
        var known = _realms.Find(realm => realm.IsProxy == isProxy && realm.Challenge.Realm == challenge.Realm);
        if (known is null)
        {
            if (_realms.Count == MostRealms)
            {
                return "It asks for more sign-ins than any trunk needs.";
            }

            _realms.Add(new Realm(isProxy, challenge));
            return null;
        }

        // A nonce that was good before may have run out, whether the far side says so or not; one that was answered right away has not.
        known.Stales = known.Uses > 1 ? 0 : known.Stales + 1;
        if (known.Uses <= 1 && (!challenge.IsStale || known.Stales > MostStale))
        {
            return "It refuses the user name or the password.";
        }

        known.Renew(challenge);
        return null;
    }

    private sealed class Realm(bool isProxy, DigestChallenge challenge)
    {
        public bool IsProxy => isProxy;

        public DigestChallenge Challenge { get; private set; } = challenge;

        public string ClientNonce { get; private set; } = TransactionTable.NewId();

        public int Uses { get; set; }

        public int Stales { get; set; }

        public void Renew(DigestChallenge next)
        {
            Challenge = next;
            ClientNonce = TransactionTable.NewId();
            Uses = 0;
        }
    }
}
