namespace Postrider.Testing.Mail;

/// <summary>The files of a Postfix whose every folder is private.</summary>
internal static class PostfixConfiguration
{
    // Without postfix-script, which checks for longer than a test wants to wait. What it would have made is made here.
    public const string Start = """
        set -e
        mkdir -p data queue
        chown postfix data
        cd queue
        for name in active bounce corrupt defer deferred flush hold incoming private saved trace; do
            [ -d $name ] || install -d -o postfix -m 700 $name
        done
        install -d -m 755 pid
        install -d -o postfix -g postdrop -m 710 public
        install -d -o postfix -g postdrop -m 1730 maildrop
        cd ..
        exec "$(/usr/sbin/postconf -dh daemon_directory)/master" -c "$PWD/conf" -d
        """;

    public static string Main(PostfixOptions options, DovecotServer dovecot, string folder) => $"""
        compatibility_level = 3.6
        queue_directory = {folder}/queue
        data_directory = {folder}/data
        maillog_file = {folder}/log
        maillog_file_prefixes = {folder}
        myhostname = mail.{PostfixServer.Domain}
        mydestination =
        local_recipient_maps =
        alias_maps =
        alias_database =
        inet_interfaces = {Peers.Loopback}
        inet_protocols = ipv4
        virtual_mailbox_domains = {PostfixServer.Domain}
        virtual_mailbox_maps = texthash:{folder}/conf/users
        virtual_mailbox_base = {dovecot.MailFolder}
        virtual_mailbox_limit = 0
        virtual_minimum_uid = 1
        virtual_uid_maps = texthash:{folder}/conf/uids
        virtual_gid_maps = texthash:{folder}/conf/gids
        virtual_transport = {(options.FilesMailItself ? "virtual" : Lmtp(dovecot))}
        transport_maps = texthash:{folder}/conf/transport
        default_transport = error:5.1.2 no mail leaves this server
        smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = {dovecot.AuthPath}
        smtpd_sasl_security_options = noanonymous
        smtpd_tls_cert_file = {dovecot.PathOf("cert.pem")}
        smtpd_tls_key_file = {dovecot.PathOf("key.pem")}
        smtpd_tls_security_level = may
        smtpd_error_sleep_time = 0
        smtputf8_enable = yes
        message_size_limit = {options.MessageSizeLimit}
        mailbox_size_limit = 0
        default_process_limit = 200
        notify_classes =
        queue_run_delay = 1s
        minimal_backoff_time = 1s
        maximal_backoff_time = 2s
        transport_retry_time = 1s
        {options.Extra}

        """;

    public static string Master(int submission, int smtps, int incoming) => $"""
        {Peers.Loopback}:{submission} inet n - n - - smtpd {Submitting}
        {Peers.Loopback}:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {Submitting}
        {Peers.Loopback}:{incoming} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        virtual unix - n n - - virtual
        lmtp unix - - n - - lmtp
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        tlsmgr unix - - n 1000? 1 tlsmgr
        showq unix n - n - - showq
        postlog unix-dgram n - n - 1 postlogd

        """;

    /// <summary>Where mail for the other domains goes: to be refused after it was accepted, or at once, for now.</summary>
    public static string Transport(DovecotServer dovecot) => $"""
        {PostfixServer.LateDomain} {Lmtp(dovecot)}
        {PostfixServer.BusyDomain} retry:4.3.0 try again later

        """;

    public static string Users(DovecotServer dovecot) => Table(dovecot, user => user + "/");

    public static string Owned(DovecotServer dovecot, int id) => Table(dovecot, _ => $"{id}");

    private const string Submitting = "-o smtpd_sasl_auth_enable=yes -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject";

    private static string Lmtp(DovecotServer dovecot) => $"lmtp:inet:{Peers.Loopback}:{dovecot.LmtpPort}";

    private static string Table(DovecotServer dovecot, Func<string, string> value) => string.Concat(dovecot.Users.Keys.Select(user => $"{user} {value(user)}\n"));
}
