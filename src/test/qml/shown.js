.pragma library

// What a page shows: the texts of its visible rows, as "text: value, value (caption)". A colour of a warning is said before it, as "! ".

function rows(page, warning) {
	const found = []
	collect(page.children[0].model.children, found, warning)
	return found
}

function collect(items, found, warning) {
	for (let i = 0; i < items.length; ++i) {
		const item = items[i]
		if (item.preferredVisible === undefined || !item.preferredVisible) {
			continue
		}
		if (item.text === undefined) {
			collect(item.children, found, warning)
			continue
		}
		const values = item.model?.objects ? shown(item.model.objects)
				: item.value !== undefined && item.suffix === undefined ? (Number.isNaN(item.value) ? "--" : item.value)
				: item.secondaryText || ""
		const warns = warning !== undefined && [item.color, item.valueColor, item.secondaryTextColor]
				.some((color) => color !== undefined && Qt.colorEqual(color, warning))
		found.push((warns ? "! " : "") + item.text + (values === "" ? "" : ": " + values) + (item.caption ? " (" + item.caption + ")" : ""))
	}
}

function shown(objects) {
	const values = []
	for (let i = 0; i < objects.length; ++i) {
		const value = objects[i].object ? objects[i].object[objects[i].key] : undefined
		if (value !== undefined) {
			values.push(typeof value === "string" ? value.replace(/<[^>]*>/g, "") : value)
		}
	}
	return values.join(", ")
}

// The row with this text, also one that is hidden.
function row(items, text) {
	for (let i = 0; i < items.length; ++i) {
		const inside = items[i].text === undefined ? row(items[i].children, text) : items[i].text === text ? items[i] : null
		if (inside) {
			return inside
		}
	}
	return null
}
