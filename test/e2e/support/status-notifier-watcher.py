#!/usr/bin/env python3
"""A tray: StatusNotifierWatcher and host on the session bus.

Reads commands from standard input, one a line, and answers each with one line of JSON:
  items                  what is in the tray: title, tooltip, status, sizes of its pictures, a digest of the largest
  menu                   the menu of the newest item: id, label, enabled, checked, kind of every entry; none without item
  activate               a click on the newest item
  click ID               an entry of its menu
  leave / come           takes the watcher off the bus, and puts it back
"""
import hashlib
import json
import sys
import threading

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
PROPERTIES = 'org.freedesktop.DBus.Properties'
MENU = 'com.canonical.dbusmenu'

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
items = []


class Watcher(dbus.service.Object):
    @dbus.service.method(WATCHER, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        # Either a bus name, or the path of the item in the process that calls.
        items.append((sender, service) if service.startswith('/') else (service, '/StatusNotifierItem'))
        self.StatusNotifierItemRegistered(service)

    @dbus.service.method(WATCHER, in_signature='s')
    def RegisterStatusNotifierHost(self, service):
        pass

    @dbus.service.signal(WATCHER, signature='s')
    def StatusNotifierItemRegistered(self, service):
        pass

    @dbus.service.signal(WATCHER)
    def StatusNotifierHostRegistered(self):
        pass

    @dbus.service.method(PROPERTIES, in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        return self.GetAll(interface)[name]

    @dbus.service.method(PROPERTIES, in_signature='s', out_signature='a{sv}')
    def GetAll(self, interface):
        return {
            'IsStatusNotifierHostRegistered': True,
            'ProtocolVersion': dbus.Int32(0),
            'RegisteredStatusNotifierItems': dbus.Array([name + path for name, path in items], signature='s'),
        }


def live():
    return [(name, path) for name, path in items if bus.name_has_owner(name) and answers(name, path)]


def answers(name, path):
    try:
        properties(name, path)
        return True
    except dbus.DBusException:
        return False


def properties(name, path):
    return dbus.Interface(bus.get_object(name, path), PROPERTIES).GetAll(ITEM)


def described(name, path):
    found = properties(name, path)
    pictures = found.get('IconPixmap', [])
    largest = max(pictures, key=lambda one: one[0], default=None)
    tooltip = found.get('ToolTip', ('', [], '', ''))
    return {
        'id': str(found.get('Id', '')),
        'title': str(found.get('Title', '')),
        'status': str(found.get('Status', '')),
        'tooltip': str(tooltip[2]),
        'icon': str(found.get('IconName', '')),
        'sizes': [int(one[0]) for one in pictures],
        'picture': hashlib.sha256(bytes(largest[2])).hexdigest() if largest else None,
    }


def menu_of():
    name, path = live()[-1]
    return dbus.Interface(bus.get_object(name, properties(name, path)['Menu']), MENU)


def entries():
    menu = menu_of()
    try:
        menu.AboutToShow(0)
    except dbus.DBusException:
        pass
    _revision, (_id, _facts, children) = menu.GetLayout(0, -1, dbus.Array([], signature='s'))
    return [
        {
            'id': int(number),
            'label': str(facts.get('label', '')),
            'kind': str(facts.get('type', 'standard')),
            'enabled': bool(facts.get('enabled', True)),
            'checked': int(facts.get('toggle-state', -1)) == 1,
        }
        for number, facts, _below in children
    ]


def do(words):
    if words[0] == 'items':
        return [described(*item) for item in live()]
    if words[0] == 'menu':
        try:
            return entries() if live() else []
        except dbus.DBusException as error:
            # An app that shows its item anew takes the one before it away, also while it is asked for its menu.
            if error.get_dbus_name() == 'org.freedesktop.DBus.Error.ServiceUnknown':
                return []
            raise
    if words[0] == 'activate':
        dbus.Interface(bus.get_object(*live()[-1]), ITEM).Activate(0, 0)
    elif words[0] == 'click':
        menu_of().Event(int(words[1]), 'clicked', dbus.String(''), dbus.UInt32(0))
    elif words[0] == 'leave':
        items.clear()
        bus.release_name(WATCHER)
    elif words[0] == 'come':
        bus.request_name(WATCHER)
        watcher.StatusNotifierHostRegistered()
    return None


def answer(line):
    try:
        said = {'value': do(line.split())}
    except Exception as error:  # everything is told to the test
        said = {'error': str(error)}
    print(json.dumps(said), flush=True)
    return False


def listen():
    for line in sys.stdin:
        GLib.idle_add(answer, line)
    GLib.idle_add(loop.quit)


watcher = Watcher(bus, '/StatusNotifierWatcher')
bus.request_name(WATCHER)
loop = GLib.MainLoop()
threading.Thread(target=listen, daemon=True).start()
print(json.dumps({'value': 'ready'}), flush=True)
loop.run()
