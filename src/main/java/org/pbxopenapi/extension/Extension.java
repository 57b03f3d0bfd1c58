package org.pbxopenapi.extension;

import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;

/** An internal number of a tenant's PBX. Its rows may come from our table or from a view of the same name. */
@Entity
@Table(name = "extension")
public class Extension extends PanacheEntityBase {

    @Id
    public Long id;
    @Column(name = "tenant_id")
    public Long tenantId;
    public String number;
    public String name;
    public String tech;

    static List<ExtensionItem> listByTenant(long tenantId) {
        return find("tenantId", Sort.by("id"), tenantId).project(ExtensionItem.class).list();
    }

    static List<ExtensionItem> listOfAllTenants() {
        return findAll(Sort.by("id")).project(ExtensionItem.class).list();
    }
}
