package org.pbxopenapi.extension;

import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.query.Query;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

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
        return list("where tenant_id = :tenant").setParameter("tenant", tenantId).getResultList();
    }

    static List<ExtensionItem> listOfAllTenants() {
        return list("").getResultList();
    }

    /** In SQL: a first query in Hibernate's own language would make the first request wait for its parser. */
    private static Query<ExtensionItem> list(String where) {
        return getSession()
                .createNativeQuery("select id, number, name, tech from extension " + where + " order by id", Object[].class)
                .addScalar("id", Long.class)
                .addScalar("number", String.class)
                .addScalar("name", String.class)
                .addScalar("tech", String.class)
                .setTupleTransformer((row, aliases) -> new ExtensionItem((long) row[0], (String) row[1], (String) row[2],
                        (String) row[3]));
    }
}
