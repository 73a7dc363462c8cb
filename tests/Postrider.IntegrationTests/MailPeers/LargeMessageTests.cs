using System.Security.Cryptography;
using System.Text;
using Postrider.IntegrationTests.Promises;
using Postrider.Mail.Imap;
using Postrider.Mail.Sasl;
using Postrider.Mail.Wire;
using Postrider.Testing.Mail;
using Xunit;

namespace Postrider.IntegrationTests.MailPeers;

/// <summary>What the IMAP client holds of a message is measured over the whole process, so nothing else may run in it.</summary>
[Collection(Alone.Name)]
public sealed class LargeMessageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_of_30_megabytes_goes_and_comes_without_being_held(bool tls)
    {
        await using var dovecot = await DovecotServer.StartAsync();
        await using var session = await OpenAsync(dovecot, tls);
        var mail = new byte[30 * 1024 * 1024];
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{new string('x', 70)}\r\n", 72))).CopyTo(mail, 0);
        for (var filled = 5184; filled < mail.Length; filled += 5184)
        {
            mail.AsSpan(0, Math.Min(5184, mail.Length - filled)).CopyTo(mail.AsSpan(filled));
        }

        await session.AppendAsync("Sent", "", TimeProvider.System.GetUtcNow(), mail, Cancellation);
        await session.SelectAsync("Sent", true, Cancellation);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var before = GC.GetTotalAllocatedBytes();
        var largestPiece = 0;
        var fetched = await session.FetchRawAsync(
            1,
            (piece, _) =>
            {
                hash.AppendData(piece.Span);
                largestPiece = Math.Max(largestPiece, piece.Length);
                return ValueTask.CompletedTask;
            },
            long.MaxValue,
            Cancellation);
        Assert.Equal(ImapFetched.Whole, fetched);
        Assert.Equal(SHA256.HashData(mail), hash.GetHashAndReset());
        Assert.InRange(largestPiece, 1, 64 * 1024);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 16 * 1024 * 1024);
    }

    private static Task<ImapSession> OpenAsync(DovecotServer dovecot, bool tls)
    {
        var host = new MailHost
        {
            Host = Peers.Loopback,
            Port = tls ? dovecot.ImapsPort : dovecot.ImapPort,
            Security = tls ? WireSecurity.Tls : WireSecurity.None,
            CertificateSha256 = dovecot.Certificate.Sha256,
        };
        return ImapSession.OpenAsync(host, new MailSignIn.Password(DovecotServer.Team, DovecotServer.Password), TimeProvider.System, Cancellation);
    }
}
