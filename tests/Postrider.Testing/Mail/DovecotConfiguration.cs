namespace Postrider.Testing.Mail;

/// <summary>The files that a Dovecot in a folder of its own reads. It runs wholly as one user; started by root, as Debian's <c>dovecot</c>.</summary>
internal static class DovecotConfiguration
{
    public const string Bearers = "bearers.conf";

    // With setpriv and not runuser: it becomes the server instead of waiting for it.
    public const string Start = """
        user=$(id -un)
        as=
        if [ "$(id -u)" = 0 ]; then
            user=dovecot
            chown dovecot .
            mkdir -p mail run state
            chown -R "$(id -u dovecot):$(id -g dovecot)" mail run state
            as="setpriv --reuid=dovecot --regid=dovecot --clear-groups"
        fi
        mkdir -p mail run state
        sed -e "s|@DIR@|$PWD|g" -e "s|@USER@|$user|g" -e "s|@GROUP@|$(id -gn "$user")|g" -e "s|@UID@|$(id -u "$user")|g" -e "s|@GID@|$(id -g "$user")|g" dovecot.in > dovecot.conf
        exec $as /usr/sbin/dovecot -F -c "$PWD/dovecot.conf"
        """;

    public static string Main(DovecotOptions options, int imap, int imaps, int lmtp) => $$"""
        base_dir = @DIR@/run
        state_dir = @DIR@/state
        log_path = /dev/stderr
        protocols = imap lmtp
        listen = {{Peers.Loopback}}
        default_internal_user = @USER@
        default_internal_group = @GROUP@
        default_login_user = @USER@
        default_client_limit = 4000
        first_valid_uid = 0
        first_valid_gid = 0
        ssl = yes
        ssl_cert = <@DIR@/cert.pem
        ssl_key = <@DIR@/key.pem
        disable_plaintext_auth = no
        auth_mechanisms = plain login{{(options.Introspection is null ? "" : " xoauth2 oauthbearer")}}
        auth_failure_delay = 0
        mail_max_userip_connections = 0
        mail_location = maildir:@DIR@/mail/%u
        mail_save_crlf = yes
        mail_fsync = never
        namespace inbox {
          inbox = yes
          separator = /
        {{string.Join('\n', ((string[])["Sent", "Drafts", "Trash", "Junk"]).Select(Folder))}}
        }
        {{(options.Introspection is null ? "" : BearerLookup)}}
        passdb {
          driver = passwd-file
          args = username_format=%u @DIR@/users
        }
        userdb {
          driver = static
          args = uid=@UID@ gid=@GID@ home=@DIR@/mail/%u
        }
        service anvil {
          chroot =
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        service imap-login {
          chroot =
          service_count = 0
          inet_listener imap {
            port = {{imap}}
          }
          inet_listener imaps {
            port = {{imaps}}
            ssl = yes
          }
        }
        service imap {
          process_limit = 2000
        }
        service lmtp {
          inet_listener lmtp {
            port = {{lmtp}}
          }
        }
        service auth {
          unix_listener {{DovecotServer.AuthSocket}} {
            mode = 0666
          }
        }
        {{options.Extra}}

        """;

    /// <summary>How the server looks bearers up.</summary>
    public static string BearerFile(Uri introspection) => $"""
        introspection_mode = post
        introspection_url = {introspection}
        force_introspection = yes
        username_attribute = username
        active_attribute = active
        active_value = true

        """;

    private const string BearerLookup = $$"""
        passdb {
          driver = oauth2
          mechanisms = xoauth2 oauthbearer
          args = @DIR@/{{Bearers}}
        }
        """;

    private static string Folder(string name) => $$"""
          mailbox {{name}} {
            special_use = \{{name}}
            auto = subscribe
          }
        """;
}
