package org.dbusp1.output.http;

import java.net.InetAddress;
import java.util.Optional;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.Event;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.http.HttpSettings.Json;
import org.dbusp1.server.PortRange;

/** A separate process for {@link AnnouncementTest}: a web server that is announced, until its input ends. */
final class AnnouncedMeter {
    private AnnouncedMeter() {
    }

    public static void main(String[] arguments) throws Exception {
        HttpOutput output = new HttpOutput(new HttpSettings(InetAddress.getByName("0.0.0.0"), PortRange.only(8099), Web.ANYBODY,
                HttpSettings.Prices.NONE, Json.OFF, true, false,
                true, Optional.empty()),
                "1", Optional.empty(), new EssVerdict.Latest(), new Event.Latest());
        output.start();
        output.snapshot(SampleMeter.usual().next());
        System.in.read();
        output.close();
    }
}
