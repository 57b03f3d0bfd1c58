package org.pbxopenapi.cli;

import org.pbxopenapi.cli.FileErrors.Place;

/** A file can't be read any further. */
final class Unreadable extends Exception {

    private final transient Place place;

    Unreadable(Place place, String why) {
        super(why, null, false, false);
        this.place = place;
    }

    Place place() {
        return place;
    }
}
