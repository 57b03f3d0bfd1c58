package org.pbxopenapi.telemetry;

import org.jboss.logging.Logger;

/**
 * Audit log, in the category {@value #CATEGORY}: API keys that were rejected and why, and commands that operators ran. Keys
 * appear as ids, never as text.
 */
public final class AuditLog {

    public static final String CATEGORY = "org.pbxopenapi.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    private AuditLog() {
    }

    /** @param reason a code, such as {@code expired_key} */
    public static void keyRejected(String reason, RequestRecord request) {
        LOG.infof("key rejected: reason=%s key=%s tenant=%s client=%s request=%s", reason, request.keyId(),
                request.tenantId(), request.client(), request.requestId());
    }

    /** At level DEBUG, because the access log has these requests, too. */
    public static void keyAccepted(RequestRecord request) {
        if (LOG.isDebugEnabled()) {
            LOG.debugf("key accepted: key=%s tenant=%s client=%s request=%s", request.keyId(), request.tenantId(),
                    request.client(), request.requestId());
        }
    }

    /** A client address has exceeded its limit of rejected keys. Further rejections of it are not logged individually. */
    public static void tooManyKeysRejected(String client) {
        LOG.warnf("too many keys rejected: client=%s", client);
    }

    public static void command(String command, String user, String result) {
        LOG.infof("command: command=\"%s\" user=%s result=%s", command, user, result);
    }
}
