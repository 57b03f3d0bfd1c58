package org.pbxopenapi.extension;

import static java.util.Objects.requireNonNullElse;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** JSON object of an extension. Its members are never null: a NULL column, which a view may have, is an empty string. */
@RegisterForReflection
@Schema(name = "Extension", description = "An extension of a tenant.")
public record ExtensionItem(
        @Schema(description = "Extension internal ID", examples = "101", required = true) long id,
        @Schema(description = "Extension number", examples = "100", required = true) String number,
        @Schema(description = "Extension display name", examples = "Reception", required = true) String name,
        @Schema(description = "Extension technology, for example SIP, PJSIP, VIRTUAL, or CUSTOM", examples = "PJSIP", required = true) String tech) {

    public ExtensionItem {
        number = requireNonNullElse(number, "");
        name = requireNonNullElse(name, "");
        tech = requireNonNullElse(tech, "");
    }
}
