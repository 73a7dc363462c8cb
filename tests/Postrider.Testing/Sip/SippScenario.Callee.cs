namespace Postrider.Testing.Sip;

/// <summary>The steps of who is called.</summary>
public sealed partial class SippScenario
{
    /// <summary>Waits for a call and remembers what its own requests and late answers need of it.</summary>
    public SippScenario ReceiveCall() => Add("""
        <recv request="INVITE" rrs="true"><action>
        <ereg regexp=".*" search_in="hdr" header="From:" assign_to="caller"/>
        <ereg regexp=".*" search_in="hdr" header="To:" assign_to="called"/>
        <ereg regexp=".*" search_in="hdr" header="Via:" assign_to="way"/>
        <ereg regexp="[0-9]+ INVITE" search_in="hdr" header="CSeq:" assign_to="turn"/>
        </action></recv>
        <Reference variables="caller,called,way,turn"/>
        """);

    /// <summary>Answers the request that came last.</summary>
    /// <param name="headers">Further header lines.</param>
    public SippScenario Respond(int code, string phrase, string? sdp = null, params IEnumerable<string> headers) => Send($"""
        SIP/2.0 {code} {phrase}
        [last_Via:]
        [last_Record-Route:]
        [last_From:]
        [last_To:];tag=[pid]x[call_number]
        [last_Call-ID:]
        [last_CSeq:]
        Contact: <sip:callee@[local_ip]:[local_port];transport=[transport]>
        {string.Concat(headers.Select(header => header + "\n"))}{Body(sdp)}
        """, code >= 200 ? " retrans=\"500\"" : "");

    /// <summary>Answers a request within the call.</summary>
    public SippScenario Confirm() => Send("""
        SIP/2.0 200 OK
        [last_Via:]
        [last_From:]
        [last_To:]
        [last_Call-ID:]
        [last_CSeq:]
        Content-Length: 0

        """);

    /// <summary>Answers the call after it was cancelled, and waits for the word that this was heard. Only of calls that come without a proxy.</summary>
    public SippScenario ConfirmCancel() => Receive("CANCEL").Confirm().Send("""
        SIP/2.0 487 Request Terminated
        Via:[$way]
        From:[$caller]
        To:[$called];tag=[pid]x[call_number]
        Call-ID: [call_id]
        CSeq: [$turn]
        Content-Length: 0

        """, " retrans=\"500\"").Receive("ACK");

    /// <summary>Takes the call, with sound at its own media port or another.</summary>
    public SippScenario Accept(string? sdp = null, params IEnumerable<string> headers) => Respond(200, "OK", sdp ?? Sdp(), headers).Receive("ACK");

    /// <summary>Asks for a name and a password; goes on only where they are right, else says no and is done.</summary>
    public SippScenario AskForSignIn(string user, string password)
    {
        _labels++;
        Respond(401, "Unauthorized", null, "WWW-Authenticate: Digest realm=\"post.test\", nonce=\"47364c23432d2e131a5fb210812c\", algorithm=MD5").Receive("ACK");
        Add($"""
            <recv request="INVITE" rrs="true"><action>
            <ereg regexp=".*" search_in="hdr" header="From:" assign_to="caller"/>
            <ereg regexp=".*" search_in="hdr" header="To:" assign_to="called"/>
            <verifyauth assign_to="signed" username="{user}" password="{password}"/>
            </action></recv>
            <nop test="signed" next="{_labels}"/>
            """);
        Respond(401, "Unauthorized", null, "WWW-Authenticate: Digest realm=\"post.test\", nonce=\"58475d34543e3f242b60c321923d\", algorithm=MD5").Receive("ACK");
        return Add($"<nop next=\"99\"/>\n<label id=\"{_labels}\"/>");
    }

    /// <summary>Where a refused sign-in leads: the last step of a scenario that asks for one.</summary>
    public SippScenario End() => Add("<label id=\"99\"/>");

    /// <summary>Says BYE itself.</summary>
    public SippScenario HangUp() => InCall("BYE", 2, null).Add("<recv response=\"200\"/>");

    /// <summary>Moves its sound within the call.</summary>
    public SippScenario Reinvite(string sdp) => InCall("INVITE", 1, sdp).Add("<recv response=\"100\" optional=\"true\"/>\n<recv response=\"200\"/>").InCall("ACK", 1, null);

    /// <summary>The callee's end of a call that its caller ends.</summary>
    public SippScenario ReceiveBye() => Receive("BYE").Confirm();

    private SippScenario InCall(string method, int turn, string? sdp) => Send($"""
        {method} [next_url] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        [routes]
        From:[$called];tag=[pid]x[call_number]
        To:[$caller]
        Call-ID: [call_id]
        CSeq: {turn} {method}
        Contact: <sip:callee@[local_ip]:[local_port];transport=[transport]>
        Max-Forwards: 70
        {Body(sdp)}
        """, method == "ACK" ? "" : " retrans=\"500\"");
}
