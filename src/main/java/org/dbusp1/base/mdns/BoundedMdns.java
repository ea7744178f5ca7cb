package org.dbusp1.base.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.jmdns.impl.DNSCache;
import javax.jmdns.impl.DNSEntry;
import javax.jmdns.impl.DNSRecord;
import javax.jmdns.impl.JmDNSImpl;
import javax.jmdns.impl.constants.DNSRecordType;
import org.jspecify.annotations.Nullable;

/**
 * A host of multicast DNS that stores only a bounded part of the announcements of other hosts: short records of some types
 * of services, a limited number, for little more than an hour. The library's own cache has no bound: any host of the network
 * could fill the driver's memory.
 */
public final class BoundedMdns extends JmDNSImpl {
    /** The most stored records: enough for 16 devices, some of them with several addresses. */
    private static final int MOST_RECORDS = 256;
    /** The longest stored TXT record; that of a HomeWizard dongle has less than 200 bytes. */
    private static final int MOST_TEXT_BYTES = 1_024;
    /** The longest life of a stored record: 75 minutes, which RFC 6762 recommends for a service's records. */
    private static final int LONGEST_SECONDS = 4_500;
    private static final DNSCache NOTHING = new Records(List.of());

    /** Null while the library's constructor starts its threads. */
    private volatile @Nullable DNSCache records;
    private final List<String> types;

    /**
     * @param name  name of this host, without .local; null: the system's host name
     * @param types types of services that are announced or looked for, such as {@code _http._tcp.local.}
     */
    public BoundedMdns(InetAddress address, @Nullable String name, List<String> types) throws IOException {
        super(address, name);
        this.types = types.stream().map(BoundedMdns::plain).toList();
        this.records = new Records(this.types);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    @Override
    public DNSCache getCache() {
        DNSCache present = records;
        return present == null ? NOTHING : present;
    }

    @Override
    public void updateRecord(long now, DNSRecord record, Operation operation) {
        if (operation == Operation.Remove || getCache().getDNSEntry(record) != null) {
            super.updateRecord(now, record, operation);
        }
    }

    @Override
    public boolean registerServiceType(String type) {
        List<String> known = types; // null while the library's constructor runs, as records
        return known != null && known.contains(plain(type)) && super.registerServiceType(type);
    }

    private static final class Records extends DNSCache {
        private static final long serialVersionUID = 1;
        private final transient List<String> types;

        private Records(List<String> types) {
            super(MOST_RECORDS);
            this.types = types;
        }

        @Override
        public synchronized boolean addDNSEntry(DNSEntry entry) {
            return isWanted(entry) && hasRoom() && super.addDNSEntry(shortLived(entry));
        }

        private boolean hasRoom() {
            Collection<DNSEntry> all = allValues();
            return all.size() < MOST_RECORDS || all.stream().filter(DNSRecord.class::isInstance).map(DNSRecord.class::cast)
                    .min(Comparator.comparingLong(DNSRecord::getCreated)).map(this::removeDNSEntry).orElse(false);
        }

        @Override
        public synchronized boolean replaceDNSEntry(DNSEntry entry, DNSEntry existing) {
            return isWanted(entry) ? super.replaceDNSEntry(shortLived(entry), existing) : removeDNSEntry(existing);
        }

        /**
         * The library calls this method for each received record, and gives the returned stored record the life of the
         * received one.
         */
        @Override
        public @Nullable DNSEntry getDNSEntry(DNSEntry entry) {
            return super.getDNSEntry(shortLived(entry));
        }

        private static DNSEntry shortLived(DNSEntry entry) {
            if (entry instanceof DNSRecord record && record.getTTL() > LONGEST_SECONDS) {
                record.setTTL(LONGEST_SECONDS);
            }
            return entry;
        }

        private boolean isWanted(DNSEntry entry) {
            String name = plain(entry.getKey());
            DNSRecordType type = entry.getRecordType();
            return switch (type) {
                case TYPE_PTR -> types.contains(name);
                case TYPE_SRV -> isOfType(name);
                case TYPE_TXT -> isOfType(name) && ((DNSRecord) entry).getServiceInfo(false).getTextBytes().length <= MOST_TEXT_BYTES;
                case TYPE_A, TYPE_AAAA -> isHost(name);
                default -> false;
            };
        }

        private boolean isHost(String name) {
            return allValues().stream().anyMatch(entry -> entry instanceof DNSRecord.Service service
                    && plain(service.getServiceInfo(false).getServer()).equals(name));
        }

        private boolean isOfType(String name) {
            return types.stream().anyMatch(type -> name.endsWith("." + type));
        }
    }
}
