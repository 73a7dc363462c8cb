using Postrider.Contacts;
using Postrider.Dispatching;
using Postrider.Storage;
using Postrider.Testing.Engine;
using Postrider.Testing.Postgres;
using Xunit;

namespace Postrider.IntegrationTests.Contacts;

/// <summary>A node that starts no jobs, and a workspace of the test's own on it.</summary>
internal sealed record ContactHouse(TestNode Node, WorkspaceId Workspace) : IAsyncDisposable
{
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IContactStore Contacts => Node.Get<IContactStore>();

    public IContactListStore Lists => Node.Get<IContactListStore>();

    public ISuppressionStore Suppressions => Node.Get<ISuppressionStore>();

    public static async Task<ContactHouse> StartAsync(TestDatabase database, string workspace)
    {
        var node = await TestNode.StartAsync(database.Database, new ScriptedDriver(), options: new EngineOptions { Roles = "api" });
        return new ContactHouse(node, await node.MakeWorkspaceAsync(workspace));
    }

    public static ContactChange Change(params (ContactField Field, string? Value)[] fields)
    {
        var change = new ContactChange();
        foreach (var (field, value) in fields)
        {
            Assert.Null(change.Set(field, value));
        }

        return change;
    }

    public static ContactChange Person(string first, string? email = null, string? phone = null, string? page = null) =>
        Change((ContactField.FirstName, first), (ContactField.Email, email), (ContactField.Phone, phone), (ContactField.LinkedInUrl, page));

    public Task<Contact> CreateAsync(ContactChange change) => Contacts.CreateAsync(Workspace, change, Cancellation);

    public async Task<Contact> ChangeAsync(long contactId, ContactChange change) =>
        Assert.IsType<ContactWritten.Done>(await Contacts.ChangeAsync(Workspace, contactId, change, Cancellation)).Contact;

    public async Task<Contact> FindAsync(long contactId) => Assert.IsType<Contact>(await Contacts.FindAsync(Workspace, contactId, Cancellation));

    public Task<ContactPage> FilterAsync(ContactFilter filter) => Contacts.FilterAsync(Workspace, filter, Cancellation);

    public async Task<string?> ReasonAsync(string address) => (await Suppressions.FindAsync(Workspace, address, Cancellation))?.Reason;

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
